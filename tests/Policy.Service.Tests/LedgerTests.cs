using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using WebchatAspire.Policy.Service.Ledger;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The ledger proves itself: no gap, canonical entries, hashes and commitments that anybody can check.</summary>
public sealed class LedgerTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    [Fact]
    public async Task Concurrent_appends_leave_no_gap_and_every_hash_holds()
    {
        const int Callers = 16;
        const int Each = 10;
        var before = await application.Database.QueryAsync<long>("select size from ledger.head");

        var callers = Enumerable.Range(0, Callers).Select(_ => AskAsync(Each)).Append(AbandonAsync(Each));
        await Task.WhenAll(callers);

        var entries = await application.Database.EntriesAsync();
        Assert.Equal(
            before + (Callers * Each),
            await application.Database.QueryAsync<long>("select size from ledger.head")
        );
        Assert.Equal(
            Enumerable.Range(0, entries.Count).Select(index => (long)index),
            entries.Select(entry => entry.Index)
        );
        Assert.All(entries, AssertProves);
        var times = entries.Select(entry => JsonNode.Parse(entry.Entry)!["at"]!.GetValue<string>()).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_no_earlier_entry()
    {
        var now = application.Clock.GetUtcNow();
        await AskAsync(1);

        application.Clock.AdjustTime(now.AddMinutes(-2));
        await AskAsync(1);
        application.Clock.AdjustTime(now);

        var times = (await application.Database.EntriesAsync())
            .TakeLast(2)
            .Select(entry => JsonNode.Parse(entry.Entry)!["at"]!.GetValue<string>());
        Assert.Single(times.Distinct());
    }

    [Fact]
    public async Task An_entry_has_exactly_the_members_of_its_format()
    {
        await AskAsync(1);

        var entry = JsonNode.Parse((await application.Database.EntriesAsync())[^1].Entry)!.AsObject();

        Assert.Equal(
            [
                "action",
                "at",
                "clause",
                "commitment",
                "decision_id",
                "determining_rules",
                "index",
                "kind",
                "obligations",
                "outcome",
                "policy_version",
                "purpose",
                "reason_code",
                "trace_id",
                "v",
            ],
            entry.Select(member => member.Key)
        );
    }

    [Fact]
    public async Task Erasing_the_details_of_an_entry_leaves_the_ledger_whole()
    {
        await AskAsync(2);
        var last = (await application.Database.EntriesAsync())[^1];

        await PolicyDatabase.ExecuteAsync(
            application.Database.Owner,
            $"delete from ledger.details where index = {last.Index}"
        );

        var hash = await application.Database.QueryAsync<byte[]>(
            $"select leaf_hash from ledger.entries where index = {last.Index}"
        );
        Assert.Equal(LeafHash(last.Entry), hash);
    }

    [Fact]
    public async Task Auditors_and_nobody_else_list_the_entries_by_page()
    {
        await AskAsync(3);
        var auditor = application.Issuer.Staff("the-auditor", ["auditor"]);

        var all = await PolicyApplication.ReadAsync(
            await application.GetAsync("/api/ledger/entries?limit=1000", auditor)
        );
        var page = await PolicyApplication.ReadAsync(
            await application.GetAsync("/api/ledger/entries?before=3&limit=2", auditor)
        );

        Assert.True(all.GetProperty("size").GetInt64() >= 3);
        Assert.Equal(
            [2, 1],
            page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("index").GetInt64())
        );
        var entry = page.GetProperty("entries")[0];
        Assert.Equal(1, page.GetProperty("next").GetInt64());
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
        Assert.Contains(entry.GetProperty("outcome").GetString(), (string[])["permit", "deny"]);
        string?[] others = [null, application.Issuer.Staff("x", ["records-officer", "supervisor", "administrator"])];
        var refused = await Task.WhenAll(others.Select(token => application.GetAsync("/api/ledger/entries", token)));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden], refused.Select(one => one.StatusCode));
        var wrong = await application.GetAsync("/api/ledger/entries?limit=0", auditor);
        Assert.Equal("limit", (await PolicyApplication.ReadAsync(wrong)).GetProperty("field").GetString());
    }

    private static void AssertProves(StoredEntry stored)
    {
        var entry = JsonNode.Parse(stored.Entry)!;
        Assert.Equal(CanonicalJson.Write(entry), stored.Entry);
        Assert.Equal(stored.Index, entry["index"]!.GetValue<long>());
        Assert.Equal(LeafHash(stored.Entry), stored.LeafHash);
        if (stored is not { Salt: { } salt, Details: { } details })
        {
            // Erased: the commitment can no longer be opened, and the leaf proves the entry all the same.
            return;
        }
        var commitment = SHA256.HashData([.. salt, .. CanonicalJson.WriteBytes(JsonNode.Parse(details))]);
        Assert.Equal(Convert.ToHexStringLower(commitment), entry["commitment"]!.GetValue<string>());
    }

    private static byte[] LeafHash(string entry) => SHA256.HashData([0, .. Encoding.UTF8.GetBytes(entry)]);

    private async Task AskAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var response = await application.EvaluateAsync(
                Requests.OwnCopy(Guid.CreateVersion7(), identityChecked: i % 2 == 0)
            );
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    /// <summary>Takes an index and gives it back, as a transaction does that fails.</summary>
    private async Task AbandonAsync(int times)
    {
        await using var source = NpgsqlDataSource.Create(application.Database.App);
        for (var i = 0; i < times; i++)
        {
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var reserve = new NpgsqlCommand("select ledger.reserve_index()", connection);
            await reserve.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
    }
}
