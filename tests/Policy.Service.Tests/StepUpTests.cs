using System.Net;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Whoever opens a recording has proved not long ago who they are.</summary>
public sealed class StepUpTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private static readonly Scenario Permitted = Scenarios.Generous with
    {
        Roles = ["records-officer"],
        State = "ended",
    };

    [Theory]
    [InlineData("long-ago")]
    [InlineData("unknown")]
    public void An_old_sign_in_or_one_of_unknown_age_asks_for_another(string signedIn)
    {
        var verdict = (Permitted with { SignedIn = signedIn }).Decide();

        Assert.False(verdict.Permit);
        Assert.Equal(ReasonCodes.StepUpNeeded, verdict.ReasonCode);
        var asked = Assert.Single(verdict.Obligations);
        Assert.Equal(("step-up", 10), (asked.Id, asked.Properties!["minutes"].GetInt32()));
    }

    [Theory]
    [InlineData(-10, null, null, true)]
    [InlineData(10, null, null, true)]
    [InlineData(11, null, null, false)]
    [InlineData(-1, "two-factors", "two-factors", true)]
    [InlineData(-1, "two-factors", "password", false)]
    [InlineData(-1, "two-factors", null, false)]
    [InlineData(-1, null, "password", true)]
    public void It_has_to_be_recent_and_of_the_kind_that_is_asked_for(
        int minutesFromNow,
        string? asked,
        string? acr,
        bool isFulfilled
    )
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        var properties = new Dictionary<string, JsonElement> { ["minutes"] = JsonSerializer.SerializeToElement(10) };
        if (asked is not null)
        {
            properties["acr"] = JsonSerializer.SerializeToElement(asked);
        }
        var subject = new DecisionSubject(
            DecisionSubject.Staff,
            "officer",
            new HashSet<string>(),
            new HashSet<string>(),
            at.AddMinutes(minutesFromNow),
            acr
        );

        var missing = StepUp.Missing([new Obligation(Obligations.StepUp, properties)], subject, at);

        Assert.Equal(isFulfilled, missing is null);
    }

    [Fact]
    public void Nobody_signs_in_again_only_to_be_refused_for_something_else()
    {
        var verdict = (Permitted with { SignedIn = "long-ago", Case = "closed" }).Decide();

        Assert.Equal(ReasonCodes.CaseClosed, verdict.ReasonCode);
    }

    [Fact]
    public async Task The_token_says_how_long_ago_the_sign_in_was()
    {
        await application.OpenCaseAsync("STEP/1", "STEP-2345");
        var token = application.Issuer.Staff("the-officer", ["records-officer"]);
        var retrieval = Requests.Retrieval("the-officer", Guid.CreateVersion7(), "STEP-2345", "STEP/1");

        var first = await application.EvaluateAsync(retrieval, token);
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        var late = await application.EvaluateAsync(retrieval, token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, late.StatusCode));
        Assert.True((await PolicyApplication.ReadAsync(first)).GetProperty("decision").GetBoolean());
        var context = (await PolicyApplication.ReadAsync(late)).GetProperty("context");
        Assert.Equal(ReasonCodes.StepUpNeeded, context.GetProperty("reason_code").GetString());
    }
}
