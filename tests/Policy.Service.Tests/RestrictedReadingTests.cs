using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// Readings share commits, and each looks for itself whether a restriction lets it be (law 7): in the transaction that
/// testifies it, and to nobody else's harm.
/// </summary>
public sealed class RestrictedReadingTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private readonly Guid _chat = Guid.CreateVersion7();

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);
    private string ApproverToken => application.Issuer.Staff("the-approver", ["approver"]);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reading_without_its_restriction_is_refused_and_those_that_share_its_commit_are_not()
    {
        var confirmed = await PermitAsync();
        await AnswerAsync(await RequestAsync(confirmed), "confirm");
        var requested = await PermitAsync();
        await RequestAsync(requested);
        var unasked = await PermitAsync();
        var free = await PermitAsync(obligation: "time-limit");
        var held = await HoldHeadAsync();
        var first = ReadAsync(free);
        await application.Database.BlockedAsync();

        var readings = new[] { free, requested, confirmed, unasked, free }.Select(ReadAsync).ToList();
        await held.DisposeAsync();

        var opening = await first;
        var outcomes = await Task.WhenAll(readings);
        Assert.Equal(
            [
                ReadingResult.Testified,
                ReadingResult.RestrictionNeeded,
                ReadingResult.Testified,
                ReadingResult.RestrictionNeeded,
                ReadingResult.Testified,
            ],
            outcomes.Select(outcome => outcome.Result)
        );
        Assert.Equal(
            [opening.Index + 1, null, opening.Index + 2, null, opening.Index + 3],
            outcomes.Select(outcome => outcome.Index)
        );
    }

    [Fact]
    public async Task What_a_reading_relies_on_is_not_lifted_before_it_is_testified()
    {
        var decision = await PermitAsync();
        var id = await RequestAsync(decision);
        await AnswerAsync(id, "confirm");
        var held = await HoldHeadAsync();
        var reading = ReadAsync(decision);
        await application.Database.BlockedAsync();

        var lifting = application.PostAsync($"/api/restrictions/{id}/lift", null, ApproverToken);
        // Both wait: the reading for the head, and the lifting for the reading, not for the head.
        await application.Database.BlockedAsync("%policy.restrictions%for update%");
        await held.DisposeAsync();

        Assert.Equal(ReadingResult.Testified, (await reading).Result);
        Assert.Equal(HttpStatusCode.NoContent, (await lifting).StatusCode);
        Assert.Equal(ReadingResult.RestrictionNeeded, (await ReadAsync(decision)).Result);
    }

    [Fact]
    public async Task What_is_lifted_while_a_reading_waits_for_it_is_lifted_for_the_reading()
    {
        var decision = await PermitAsync();
        var id = await RequestAsync(decision);
        await AnswerAsync(id, "confirm");
        await using var lifting = new NpgsqlConnection(application.Database.App);
        await lifting.OpenAsync(Ending);
        await using var transaction = await lifting.BeginTransactionAsync(Ending);
        await using var lift = new NpgsqlCommand(
            $"update policy.restrictions set state = 'lifted', closed_by = 'x', closed_at = now() where id = '{id}'",
            lifting
        );
        await lift.ExecuteNonQueryAsync(Ending);

        var reading = ReadAsync(decision);
        await application.Database.BlockedAsync("%policy.restrictions%for share%");
        await transaction.CommitAsync(Ending);

        Assert.Equal(ReadingResult.RestrictionNeeded, (await reading).Result);
    }

    [Fact]
    public async Task What_ends_while_a_reading_waits_for_it_has_ended_for_the_reading()
    {
        var decision = await PermitAsync(minutes: 60 * 72);
        var id = await RequestAsync(decision);
        await AnswerAsync(id, "confirm");
        await using var other = new NpgsqlConnection(application.Database.App);
        await other.OpenAsync(Ending);
        await using var transaction = await other.BeginTransactionAsync(Ending);
        await using var look = new NpgsqlCommand(
            $"select 1 from policy.restrictions where id = '{id}' for update",
            other
        );
        await look.ExecuteScalarAsync(Ending);

        var reading = ReadAsync(decision);
        await application.Database.BlockedAsync("%policy.restrictions%for share%");
        application.Clock.Advance(TimeSpan.FromHours(49));
        await transaction.RollbackAsync(Ending);

        Assert.Equal(ReadingResult.RestrictionNeeded, (await reading).Result);
    }

    [Fact]
    public async Task What_the_resident_has_come_to_see_is_not_taken_away_from_them_again()
    {
        var decision = await PermitAsync();
        var first = await RequestAsync(decision);
        await AnswerAsync(first, "confirm");
        Assert.Equal(ReadingResult.Testified, (await ReadAsync(decision)).Result);
        var second = await RequestAsync(decision);

        await AnswerAsync(first, "lift");

        var late = await application.PostAsync($"/api/restrictions/{second}/confirm", null, ApproverToken);
        await AssertProblemAsync(late, 409, "access-seen");
        await AnswerAsync(second, "refuse");
        await AssertProblemAsync(await PostAsync(decision), 409, "access-seen");
    }

    [Fact]
    public async Task Where_nothing_was_read_there_is_nothing_that_the_resident_has_seen()
    {
        var decision = await PermitAsync();
        var first = await RequestAsync(decision);
        await AnswerAsync(first, "confirm");
        await AnswerAsync(first, "lift");

        await AnswerAsync(await RequestAsync(decision), "confirm");

        Assert.Equal(ReadingResult.Testified, (await ReadAsync(decision)).Result);
    }

    [Fact]
    public async Task A_restriction_that_is_in_force_is_carried_on_also_after_a_reading()
    {
        var decision = await PermitAsync();
        await AnswerAsync(await RequestAsync(decision), "confirm");
        await ReadAsync(decision);

        await AnswerAsync(await RequestAsync(decision), "confirm");

        Assert.Equal(ReadingResult.Testified, (await ReadAsync(decision)).Result);
    }

    private Task<Guid> PermitAsync(string obligation = "restricted-notice", int minutes = 30) =>
        application.RestrictedPermitAsync(Officer, _chat, obligation: obligation, minutes: minutes);

    /// <summary>Asks where readings wait for a commit, so that it waits as soon as it is asked.</summary>
    private Task<ReadingOutcome> ReadAsync(Guid decision) =>
        application
            .Services.GetRequiredService<SharedCommits>()
            .CommitAsync(
                new PendingReading(
                    LedgerKinds.Read,
                    decision,
                    _chat,
                    PolicyApplication.RecordingClient,
                    RestrictedPermits.Holder(Officer),
                    Ending
                )
            );

    private Task<HttpResponseMessage> PostAsync(Guid decision) =>
        application.PostAsync(
            "/api/restrictions",
            new
            {
                decisionId = decision,
                ground = "crime-prevention",
                authority = "ORDER/7",
                endsOn = DateOnly
                    .FromDateTime(application.Clock.GetUtcNow().UtcDateTime.AddDays(2))
                    .ToString("O", CultureInfo.InvariantCulture),
            },
            OfficerToken
        );

    private async Task<Guid> RequestAsync(Guid decision)
    {
        var response = await PostAsync(decision);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private async Task AnswerAsync(Guid id, string answer)
    {
        var response = await application.PostAsync($"/api/restrictions/{id}/{answer}", null, ApproverToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private async Task<NpgsqlConnection> HoldHeadAsync()
    {
        var connection = new NpgsqlConnection(application.Database.App);
        await connection.OpenAsync(Ending);
        await using var hold = new NpgsqlCommand("begin; select ledger.reserve_index()", connection);
        await hold.ExecuteNonQueryAsync(Ending);
        return connection;
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString());
    }
}
