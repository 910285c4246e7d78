using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>"Verify now": the service checks its own log as everybody sees it, and says what it finds.</summary>
public sealed class VerificationTests
{
    private const string Path = "/api/ledger/verifications";
    private const int Entries = 300;

    [Fact]
    public async Task A_log_that_is_as_it_should_be_is_found_right_and_the_run_is_listed()
    {
        await using var application = await StartAsync();

        var ended = await VerifyAsync(application);

        Assert.Equal("right", ended.GetProperty("state").GetString());
        Assert.Equal(Entries, ended.GetProperty("entriesChecked").GetInt64());
        Assert.Equal(Entries, ended.GetProperty("size").GetInt64());
        Assert.Empty(ended.GetProperty("findings").EnumerateArray());
        var list = await PolicyApplication.ReadAsync(await application.GetAsync(Path, Auditor(application)));
        var listed = Assert.Single(list.GetProperty("verifications").EnumerateArray());
        Assert.Equal(ended.GetProperty("id").GetGuid(), listed.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task An_entry_that_somebody_changed_is_named()
    {
        await using var application = await StartAsync();
        await application.Database.ExecuteAsync(
            """
            alter table ledger.entries disable trigger all;
            update ledger.entries set entry = replace(entry, 'decision', 'disposal') where index = 7;
            alter table ledger.entries enable trigger all;
            """
        );

        var ended = await VerifyAsync(application);

        Assert.Equal("wrong", ended.GetProperty("state").GetString());
        Assert.Contains(
            ended.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!),
            finding => finding.StartsWith("entry 7:", StringComparison.Ordinal)
        );
        Assert.True(ended.GetProperty("findingCount").GetInt32() > 0);
    }

    [Fact]
    public async Task While_one_runs_the_next_who_asks_is_led_to_it_and_one_that_was_lost_is_given_up()
    {
        await using var application = await StartAsync();
        // A run of another process, which was heard of a moment ago.
        var other = Guid.CreateVersion7();
        await application.Database.ExecuteAsync(
            $"""
            insert into ledger.verifications (id, state, started_at, seen_at, entries_checked, findings, finding_count)
            values ('{other}', 'running', now(), now(), 5, array[]::text[], 0)
            """
        );

        var led = await AskAsync(application);
        Assert.Equal(other, led.GetProperty("id").GetGuid());

        application.Clock.Advance(TimeSpan.FromMinutes(5));
        var lost = await PolicyApplication.ReadAsync(
            await application.GetAsync($"{Path}/{other}", Auditor(application))
        );
        Assert.Equal("interrupted", lost.GetProperty("state").GetString());
        var ended = await VerifyAsync(application);
        Assert.NotEqual(other, ended.GetProperty("id").GetGuid());
        Assert.Equal("right", ended.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Nobody_but_auditors_starts_one_and_an_unknown_one_is_not_found()
    {
        await using var application = await StartAsync();
        var others = application.Issuer.Staff("x", ["records-officer", "supervisor", "administrator"]);

        Assert.Equal(HttpStatusCode.Forbidden, (await application.PostAsync(Path, null, others)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await application.PostAsync(Path, null, null)).StatusCode);
        var unknown = await application.GetAsync($"{Path}/{Guid.NewGuid()}", Auditor(application));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(0, await application.Database.QueryAsync<long>("select count(*) from ledger.verifications"));
    }

    private static async Task<PolicyApplication> StartAsync()
    {
        var application = new PolicyApplication();
        await application.InitializeAsync();
        await application.Database.FillAsync(Entries);
        await application.SignedAsync();
        return application;
    }

    private static string Auditor(PolicyApplication application) =>
        application.Issuer.Staff("the-auditor", ["auditor"]);

    private static async Task<JsonElement> AskAsync(PolicyApplication application)
    {
        var response = await application.PostAsync(Path, null, Auditor(application));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var asked = await PolicyApplication.ReadAsync(response);
        Assert.Equal($"{Path}/{asked.GetProperty("id").GetGuid()}", response.Headers.Location!.ToString());
        return asked;
    }

    /// <returns>The verification once it has ended.</returns>
    private static async Task<JsonElement> VerifyAsync(PolicyApplication application)
    {
        var asked = await AskAsync(application);
        var path = $"{Path}/{asked.GetProperty("id").GetGuid()}";
        JsonElement shown = default;
        await Until.TrueAsync(async () =>
        {
            shown = await PolicyApplication.ReadAsync(await application.GetAsync(path, Auditor(application)));
            return shown.GetProperty("state").GetString() != "running";
        });
        return shown;
    }
}
