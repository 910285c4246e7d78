using System.Net;
using System.Text.Json;
using Npgsql;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>What happens at the same moment: of several one wins, and what a decision relies on stays until its commit.</summary>
public sealed class ApprovalRaceTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    [Fact]
    public async Task Of_two_approvers_at_once_one_decides_and_the_others_are_told_so()
    {
        var id = await AskedAsync("RACE-0001");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                {
                    var token = application.Issuer.Staff($"approver-{i}", ["approver"]);
                    return i % 2 == 0
                        ? application.PostAsync($"/api/approvals/{id}/approve", null, token)
                        : application.PostAsync($"/api/approvals/{id}/refuse", new { reason = "other" }, token);
                })
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(
            1,
            await application.Database.QueryAsync<long>(
                $"""
                select count(*) from ledger.entries
                where kind = 'approval'
                  and entry::jsonb ->> 'decision_id' = (select decision_id::text from policy.approvals where id = '{id}')
                  and entry::jsonb ->> 'outcome' in ('approved', 'refused')
                """
            )
        );
    }

    [Fact]
    public async Task Of_several_requests_for_the_same_at_once_one_is_entered()
    {
        var denial = await DeniedAsync("RACE-0002");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => application.AskAsync(Officer, denial)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task An_approval_cannot_be_withdrawn_between_the_look_and_the_commit()
    {
        var id = await AskedAsync("RACE-0003");
        await application.PostAsync(
            $"/api/approvals/{id}/approve",
            null,
            application.Issuer.Staff("the-approver", ["approver"])
        );
        // The decision has to wait for the ledger, with the approval that it looked at under its lock.
        await using var source = NpgsqlDataSource.Create(application.Database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var head = new NpgsqlCommand("select ledger.reserve_index()", connection);
        await head.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        var deciding = application.RetrieveAsync(Officer, Chat, "RACE-0003", "CRIME/RACE-0003");
        await application.UntilAsync(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%reserve_index%'",
            1L
        );
        var withdrawing = application.PostAsync(
            $"/api/approvals/{id}/withdraw",
            null,
            application.Issuer.Staff(Officer, ["records-officer"])
        );
        await application.UntilAsync(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%policy.approvals%'",
            1L
        );
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal("permitted", (await deciding).Reason());
        Assert.Equal(HttpStatusCode.NoContent, (await withdrawing).StatusCode);
        var outcomes = (await application.EntriesAsync(0, "approval"))
            .Concat(await application.EntriesAsync(0, "decision"))
            .OrderBy(entry => entry.GetProperty("index").GetInt64())
            .Select(entry => entry.GetProperty("outcome").GetString());
        Assert.Equal(["permit", "withdrawn"], outcomes.TakeLast(2));
    }

    private Guid Chat { get; } = Guid.CreateVersion7();

    private async Task<JsonElement> DeniedAsync(string reference)
    {
        await application.OpenCaseAsync($"CRIME/{reference}", reference, kind: "crime");
        return await application.RetrieveAsync(Officer, Chat, reference, $"CRIME/{reference}");
    }

    private async Task<Guid> AskedAsync(string reference)
    {
        var response = await application.AskAsync(Officer, await DeniedAsync(reference));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }
}
