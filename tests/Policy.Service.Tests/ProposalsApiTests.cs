using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Administrators propose, somebody else publishes, and what is published stays as it is.</summary>
public sealed class ProposalsApiTests : IAsyncLifetime
{
    private const string Proposals = "/api/policy/proposals";

    private readonly PolicyApplication _application = new();

    private string Administrator => _application.Issuer.Staff("the-administrator", ["administrator"]);
    private string Approver => _application.Issuer.Staff("the-approver", ["approver"]);
    private DateOnly Today => DateOnly.FromDateTime(_application.Clock.GetUtcNow().UtcDateTime);

    public async ValueTask InitializeAsync() => await _application.InitializeAsync();

    [Fact]
    public async Task A_second_person_publishes_and_the_version_decides_from_its_first_day_on()
    {
        var first = Today.AddDays(30);
        var text = PolicyTexts
            .Next("2027.1", first)
            .Replace("permit_minutes: 30", "permit_minutes: 20", StringComparison.Ordinal);
        var id = await ProposeAsync(text);

        var published = await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver);

        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Equal("published", await TextAsync(published, "state"));
        var stored = (await _application.Database.EntriesAsync())[^1];
        var entry = JsonNode.Parse(stored.Entry)!.AsObject();
        Assert.Equal("policy-published", entry["kind"]!.GetValue<string>());
        Assert.Equal("2027.1", entry["policy_version"]!.GetValue<string>());
        Assert.Equal($"{first:O}", entry["in_force_from"]!.GetValue<string>());
        Assert.Equal(
            [entry["sha256"]!.GetValue<string>()],
            await _application.Database.ListAsync(
                $"select encode(sha256, 'hex') from policy.versions where version = '2027.1' and ledger_index = {stored.Index}"
            )
        );
        // Whose hands it went through can be shown, and is not in the entry (law 5).
        Assert.Contains("the-administrator", stored.Details!, StringComparison.Ordinal);
        Assert.Contains("the-approver", stored.Details!, StringComparison.Ordinal);
        Assert.DoesNotContain("the-a", stored.Entry, StringComparison.Ordinal);

        Assert.Equal("2026.1", await VersionInForceAsync());
        Assert.Equal("2026.1", await VersionDecidingAsync());
        _application.Clock.SetUtcNow(new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero).AddHours(1));
        Assert.Equal("2027.1", await VersionInForceAsync());
        Assert.Equal("2027.1", await VersionDecidingAsync());
    }

    [Fact]
    public async Task Who_proposed_cannot_decide_with_any_roles()
    {
        var id = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2)));
        var both = _application.Issuer.Staff("The-Administrator", ["administrator", "approver"]);

        var publish = await _application.PostAsync($"{Proposals}/{id}/publish", null, both);
        var refuse = await _application.PostAsync($"{Proposals}/{id}/refuse", new { reason = "mistaken" }, both);

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [publish.StatusCode, refuse.StatusCode]);
        Assert.Equal("own-proposal", await TextAsync(publish, "code"));
        Assert.Equal("own-proposal", await TextAsync(refuse, "code"));
        Assert.Equal(["open"], await _application.Database.ListAsync("select state from policy.proposals"));
        Assert.Equal(["2026.1"], await _application.Database.ListAsync("select version from policy.versions"));
    }

    [Fact]
    public async Task Each_role_may_do_its_own_part_and_no_other()
    {
        var id = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2)));
        string[] rest = ["adviser", "supervisor", "records-officer", "trainer", "analyst"];
        (string? Token, HttpStatusCode Read, HttpStatusCode Propose, HttpStatusCode Decide)[] expected =
        [
            (null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (
                _application.Issuer.Staff("x", rest),
                HttpStatusCode.Forbidden,
                HttpStatusCode.Forbidden,
                HttpStatusCode.Forbidden
            ),
            (
                _application.Issuer.Staff("x", ["auditor"]),
                HttpStatusCode.OK,
                HttpStatusCode.Forbidden,
                HttpStatusCode.Forbidden
            ),
            (Administrator, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden),
            (Approver, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest),
        ];
        foreach (var (token, read, propose, decide) in expected)
        {
            string[] reading = [Proposals, $"{Proposals}/{id}", $"{Proposals}/{id}/comparison"];
            foreach (var path in reading)
            {
                Assert.Equal(read, (await _application.GetAsync(path, token)).StatusCode);
            }
            Assert.Equal(propose, (await _application.PostAsync(Proposals, new { text = "a: 1" }, token)).StatusCode);
            Assert.Equal(
                decide,
                (await _application.PostAsync($"{Proposals}/{id}/refuse", new { reason = "x" }, token)).StatusCode
            );
            if (decide == HttpStatusCode.Forbidden)
            {
                Assert.Equal(
                    decide,
                    (await _application.PostAsync($"{Proposals}/{id}/publish", null, token)).StatusCode
                );
            }
        }
    }

    [Fact]
    public async Task A_proposal_is_refused_with_a_reason_or_withdrawn_by_who_made_it_and_then_it_is_over()
    {
        var refused = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2)));
        _application.Clock.Advance(TimeSpan.FromSeconds(1));
        var withdrawn = await ProposeAsync(PolicyTexts.Next("2027.2", Today.AddDays(3)));
        var another = _application.Issuer.Staff("another", ["administrator"]);

        var unknown = await _application.PostAsync(
            $"{Proposals}/{refused}/refuse",
            new { reason = "because" },
            Approver
        );
        var refusal = await _application.PostAsync(
            $"{Proposals}/{refused}/refuse",
            new { reason = "not-lawful" },
            Approver
        );
        var others = await _application.PostAsync($"{Proposals}/{withdrawn}/withdraw", null, another);
        var withdrawal = await _application.PostAsync($"{Proposals}/{withdrawn}/withdraw", null, Administrator);

        Assert.Equal("reason", await TextAsync(unknown, "field"));
        Assert.Equal(
            ("refused", "not-lawful"),
            (await TextAsync(refusal, "state"), await TextAsync(refusal, "reason"))
        );
        Assert.Equal("not-own-proposal", await TextAsync(others, "code"));
        Assert.Equal("withdrawn", await TextAsync(withdrawal, "state"));
        foreach (var id in (Guid[])[refused, withdrawn])
        {
            var again = await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver);
            Assert.Equal(
                (HttpStatusCode.Conflict, "proposal-decided"),
                (again.StatusCode, await TextAsync(again, "code"))
            );
        }
        var list = await PolicyApplication.ReadAsync(await _application.GetAsync(Proposals, Administrator));
        Assert.Equal(
            [("2027.2", "withdrawn", true), ("2027.1", "refused", true)],
            list.GetProperty("proposals")
                .EnumerateArray()
                .Select(one =>
                    (
                        one.GetProperty("version").GetString(),
                        one.GetProperty("state").GetString(),
                        one.GetProperty("proposedByMe").GetBoolean()
                    )
                )
        );
        Assert.DoesNotContain("the-administrator", list.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permit_minutes: 30", "permit_minutes: 30\npermit_minutes: 31", "unique-keys")]
    [InlineData("purposes:", "purposes: &all [*all]\nmore:", "no-aliases")]
    [InlineData("except: [service-continuity]", "except: [curiosity]", "known-purpose")]
    [InlineData("clause: P18", "clause: P77", "known-clause")]
    [InlineData("permit_minutes: 30", "permit_minutes: [30", "syntax")]
    [InlineData("title: How we use", "title: How we all use", "notice-version")]
    public async Task A_text_that_cannot_become_a_policy_is_answered_with_its_places(
        string before,
        string after,
        string rule
    )
    {
        var good = PolicyTexts.Next("2027.1", Today.AddDays(2));
        var at = good.IndexOf(before, StringComparison.Ordinal);
        var line = good[..at].Count(letter => letter == '\n') + 1;

        var response = await _application.PostAsync(
            Proposals,
            new { text = good[..at] + after + good[(at + before.Length)..] },
            Administrator
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await PolicyApplication.ReadAsync(response);
        Assert.Equal(
            ("policy-invalid", "text"),
            (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString())
        );
        var error = problem
            .GetProperty("errors")
            .EnumerateArray()
            .First(one => one.GetProperty("rule").GetString() == rule);
        Assert.InRange(error.GetProperty("line").GetInt64(), line - 2, line + 2);
        Assert.True(error.GetProperty("column").GetInt64() >= 1);
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Empty(await _application.Database.ListAsync("select version from policy.proposals"));
        // The running policy stays, and decides.
        var decided = await PolicyApplication.ReadAsync(
            await _application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()))
        );
        Assert.Equal(
            (true, "2026.1"),
            (
                decided.GetProperty("decision").GetBoolean(),
                decided.GetProperty("context").GetProperty("policy_version").GetString()
            )
        );
    }

    [Fact]
    public async Task Taken_names_taken_days_and_days_that_are_not_ahead_are_told_all_at_once()
    {
        async Task<(string?, long)[]> ErrorsAsync(string text) =>
            [
                .. (
                    await PolicyApplication.ReadAsync(
                        await _application.PostAsync(Proposals, new { text }, Administrator)
                    )
                )
                    .GetProperty("errors")
                    .EnumerateArray()
                    .Select(one => (one.GetProperty("rule").GetString(), one.GetProperty("line").GetInt64())),
            ];
        var line =
            PolicyTexts.Good[..PolicyTexts.Good.IndexOf("version:", StringComparison.Ordinal)].Count(c => c == '\n')
            + 1;

        Assert.Equal([("date-ahead", line + 1)], await ErrorsAsync(PolicyTexts.Next("2027.1", Today)));
        Assert.Equal(
            [("versions-apart", line), ("date-ahead", line + 1)],
            await ErrorsAsync(PolicyTexts.Next("2026.1", "2020-01-01"))
        );
        Assert.Equal(
            [("versions-apart", line + 1), ("date-ahead", line + 1)],
            await ErrorsAsync(PolicyTexts.Next("2027.1", "2026-01-01"))
        );
        Assert.Equal([("versions-apart", line)], await ErrorsAsync(PolicyTexts.Next("2026.1", Today.AddDays(1))));
    }

    [Fact]
    public async Task A_text_that_is_missing_or_too_large_is_named()
    {
        var missing = await _application.PostAsync(Proposals, new { }, Administrator);
        var large = await _application.PostAsync(
            Proposals,
            new { text = new string('#', (256 * 1024) + 1) },
            Administrator
        );
        var huge = await _application.PostAsync(
            Proposals,
            new { text = new string('#', 2 * 1024 * 1024) },
            Administrator
        );

        Assert.Equal(("field-missing", "text"), (await TextAsync(missing, "code"), await TextAsync(missing, "field")));
        var problem = await PolicyApplication.ReadAsync(large);
        Assert.Equal("field-too-long", problem.GetProperty("code").GetString());
        Assert.Equal(256 * 1024, problem.GetProperty("limit").GetInt32());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
    }

    [Fact]
    public async Task A_proposal_that_waited_too_long_cannot_be_published_and_says_why()
    {
        var id = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(1)));
        _application.Clock.Advance(TimeSpan.FromDays(2));

        var late = await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver);
        var view = await PolicyApplication.ReadAsync(await _application.GetAsync($"{Proposals}/{id}", Approver));

        Assert.Equal((HttpStatusCode.Conflict, "proposal-outdated"), (late.StatusCode, await TextAsync(late, "code")));
        Assert.Equal(["date-ahead"], Rules(await PolicyApplication.ReadAsync(late)));
        Assert.Equal(["date-ahead"], Rules(view));
        Assert.Equal("open", view.GetProperty("proposal").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Of_two_proposals_for_one_day_one_is_published_whoever_is_quicker()
    {
        Guid[] ids =
        [
            await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2))),
            await ProposeAsync(PolicyTexts.Next("2027.2", Today.AddDays(2))),
        ];
        await using var replica = _application.Start(_application.Database.App);
        using var there = replica.CreateClient();

        var answers = await Task.WhenAll(
            _application.PostAsync($"{Proposals}/{ids[0]}/publish", null, Approver),
            _application.PostAsync($"{Proposals}/{ids[1]}/publish", null, Approver, client: there),
            _application.PostAsync($"{Proposals}/{ids[0]}/publish", null, Approver, client: there)
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(2, (await _application.Database.ListAsync("select version from policy.versions")).Count);
    }

    [Fact]
    public async Task Another_replica_learns_of_the_version_by_itself()
    {
        await using var replica = _application.Start(_application.Database.App);
        using var there = replica.CreateClient();
        var id = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2)));
        Assert.Equal(
            HttpStatusCode.OK,
            (await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver)).StatusCode
        );

        await Until.TrueAsync(async () =>
        {
            _application.Clock.Advance(CatalogueWatch.Interval);
            using var answer = await there.GetAsync(
                "/api/policy/versions/2027.1",
                TestContext.Current.CancellationToken
            );
            return answer.IsSuccessStatusCode;
        });
    }

    /// <summary>A newer release may publish what an older replica cannot read: that one does not go on by the old policy.</summary>
    [Fact]
    public async Task A_version_that_cannot_be_read_here_is_not_decided_by()
    {
        await _application.Database.PublishUnreadableAsync("2027.1", $"{Today.AddDays(2):O}");
        await Until.TrueAsync(() =>
        {
            _application.Clock.Advance(CatalogueWatch.Interval);
            var catalogue = (PolicyCatalogue)_application.Services.GetService(typeof(PolicyCatalogue))!;
            return Task.FromResult(catalogue.Find("2027.1") is not null);
        });

        Assert.Equal("2026.1", await VersionDecidingAsync());
        _application.Clock.Advance(TimeSpan.FromDays(3));

        var answer = await _application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("2026.1", (await VersionsAsync()).Single());
    }

    [Fact]
    public async Task When_the_ledger_cannot_be_committed_nothing_is_published()
    {
        var id = await ProposeAsync(PolicyTexts.Next("2027.1", Today.AddDays(2)));
        await _application.Database.ExecuteAsync(
            """
            create function public.fail() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'disk_full'; end $$;
            create constraint trigger fail after insert on ledger.details deferrable initially deferred
                for each row execute function public.fail();
            """
        );

        var failed = await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver);
        await _application.Database.ExecuteAsync("drop function public.fail() cascade");

        Assert.Equal("ledger-unavailable", await TextAsync(failed, "code"));
        Assert.Equal(["2026.1"], await VersionsAsync());
        Assert.Equal(["open"], await _application.Database.ListAsync("select state from policy.proposals"));
        Assert.Equal(
            HttpStatusCode.OK,
            (await _application.PostAsync($"{Proposals}/{id}/publish", null, Approver)).StatusCode
        );
    }

    [Fact]
    public async Task A_proposal_shows_its_text_and_what_it_changes_in_the_version_in_force()
    {
        var text = PolicyTexts
            .Next("2027.1", Today.AddDays(2))
            .Replace("permit_minutes: 30", "permit_minutes: 20", StringComparison.Ordinal);
        var id = await ProposeAsync(text.Replace("\n", "\r\n", StringComparison.Ordinal));

        var view = await PolicyApplication.ReadAsync(await _application.GetAsync($"{Proposals}/{id}", Approver));
        var comparison = await PolicyApplication.ReadAsync(
            await _application.GetAsync($"{Proposals}/{id}/comparison", Approver)
        );

        Assert.Equal(text, view.GetProperty("text").GetString());
        Assert.False(view.GetProperty("proposal").GetProperty("proposedByMe").GetBoolean());
        Assert.Empty(Rules(view));
        var change = Assert.Single(comparison.GetProperty("changes").EnumerateArray());
        Assert.Equal("general", change.GetProperty("part").GetString());
        var field = Assert.Single(change.GetProperty("fields").EnumerateArray());
        Assert.Equal(
            ("permit_minutes", "30", "20"),
            (
                field.GetProperty("field").GetString(),
                field.GetProperty("from").GetString(),
                field.GetProperty("to").GetString()
            )
        );
        var absent = await _application.GetAsync($"{Proposals}/{Guid.NewGuid()}", Approver);
        Assert.Equal("proposal-not-found", await TextAsync(absent, "code"));
    }

    private async Task<Guid> ProposeAsync(string text)
    {
        var response = await _application.PostAsync(Proposals, new { text }, Administrator);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private async Task<string?> VersionInForceAsync() =>
        await TextAsync(await _application.GetAsync("/api/policy", null), "version");

    private async Task<string?> VersionDecidingAsync()
    {
        var answer = await _application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()));
        return (await PolicyApplication.ReadAsync(answer))
            .GetProperty("context")
            .GetProperty("policy_version")
            .GetString();
    }

    private async Task<string?[]> VersionsAsync() =>
        [
            .. (await PolicyApplication.ReadAsync(await _application.GetAsync("/api/policy/versions", null)))
                .GetProperty("versions")
                .EnumerateArray()
                .Select(one => one.GetProperty("version").GetString()),
        ];

    private static string?[] Rules(JsonElement answer) =>
        [.. answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("rule").GetString())];

    private static async Task<string?> TextAsync(HttpResponseMessage response, string member) =>
        (await PolicyApplication.ReadAsync(response)).GetProperty(member).GetString();

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
