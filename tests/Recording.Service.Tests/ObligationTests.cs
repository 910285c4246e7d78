using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Redaction;
using WebchatAspire.Recording.Service.Retrieval;
using WebchatAspire.Recording.Service.Retrieval.Obligations;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

public sealed class ObligationTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ObligationRegistry _registry;

    public ObligationTests() =>
        _registry = new ObligationRegistry([
            new MaskThirdParties(new Redactor(Recognisers.All)),
            new TimeLimit(_clock),
            new CaseToFollow(_clock),
            new ReviewWithin(_clock),
            new RestrictedNotice(),
        ]);

    [Fact]
    public void What_is_understood_is_said_to_policy() =>
        Assert.Equal(
            ["case-to-follow", "mask-third-parties", "restricted-notice", "review-within", "time-limit"],
            _registry.Understood
        );

    [Fact]
    public void One_unknown_obligation_means_no()
    {
        var until = _clock.GetUtcNow().AddMinutes(30);

        Assert.True(_registry.CanCarryOut([new("mask-third-parties"), new("time-limit")], until));
        Assert.True(_registry.CanCarryOut([], until));
        Assert.False(_registry.CanCarryOut([new("time-limit"), new("pseudonymise")], until));
        Assert.False(_registry.CanCarryOut([new("Time-Limit")], until));
    }

    [Fact]
    public void A_time_limit_that_has_passed_cannot_be_carried_out() =>
        Assert.False(_registry.CanCarryOut([new("time-limit")], _clock.GetUtcNow()));

    [Theory]
    [InlineData("case-to-follow")]
    [InlineData("review-within")]
    public void What_people_have_to_do_afterwards_is_carried_out_only_if_policy_has_entered_it(string id)
    {
        var now = _clock.GetUtcNow();
        bool CanCarryOut(params (string Name, object? Value)[] properties) =>
            _registry.CanCarryOut(
                [
                    new(
                        id,
                        properties.ToDictionary(
                            item => item.Name,
                            item => JsonSerializer.SerializeToElement(item.Value)
                        )
                    ),
                ],
                now.AddMinutes(30)
            );

        Assert.True(CanCarryOut(("hours", 24), ("due_at", now.AddHours(24).ToString("O"))));
        Assert.False(CanCarryOut(("hours", 24)));
        Assert.False(CanCarryOut(("due_at", now.ToString("O"))));
        Assert.False(CanCarryOut(("due_at", "tomorrow")));
        Assert.False(CanCarryOut(("due_at", 24)));
        Assert.False(_registry.CanCarryOut([new(id)], now.AddMinutes(30)));
    }

    [Fact]
    public void Masking_changes_texts_and_nothing_else()
    {
        OpenedEvent[] events =
        [
            new(1, Guid.Empty, EventKind.Started, Party.Resident, null, "Robin", null, default),
            new(2, Guid.Empty, EventKind.Message, Party.Resident, null, "Robin", "Robin here, I saw Mr Patel", default),
        ];

        var masked = _registry.Apply(
            [new("mask-third-parties"), new("time-limit")],
            events,
            new Participants(["Robin"])
        );

        Assert.Equal([events[0], events[1] with { Text = "Robin here, I saw Mr [masked: person]" }], masked);
    }

    [Theory]
    [InlineData(null, null, "Long enough words", "purpose")]
    [InlineData("Jane's file", null, "Long enough words", "purpose")]
    [InlineData("complaint", "case 1", "Long enough words", "caseReference")]
    [InlineData("complaint", "C/2026-1", null, "justification")]
    [InlineData("complaint", "C/2026-1", "too short", "justification")]
    [InlineData("complaint", "C/2026-1", "with a control \u0007 character", "justification")]
    public void A_request_that_cannot_be_taken_names_its_field(
        string? purpose,
        string? reference,
        string? why,
        string field
    )
    {
        var problem = new RetrievalRequest(purpose, reference, why).Check(out _);

        Assert.Equal(field, problem!.ProblemDetails.Extensions["field"]);
    }

    [Fact]
    public void A_justification_has_an_upper_limit_and_is_trimmed()
    {
        Assert.NotNull(new RetrievalRequest("complaint", null, new string('x', 1001)).Check(out _));
        Assert.Null(new RetrievalRequest("complaint", " ", $" {new string('x', 1000)} ").Check(out var ask));
        Assert.Equal((null, 1000), (ask.CaseReference, ask.Justification!.Length));
    }
}
