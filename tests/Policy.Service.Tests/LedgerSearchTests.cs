using System.Globalization;
using System.Net;
using System.Text.Json;
using WebchatAspire.Policy.Service.Ledger;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>An auditor finds entries by what they are about, and sees of a decision all but names and text.</summary>
public sealed class LedgerSearchTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private static int _next = 1000;

    private string Auditor => application.Issuer.Staff("the-auditor", ["auditor"]);

    [Fact]
    public async Task A_chat_is_found_by_its_reference_and_by_its_id_and_only_that_chat()
    {
        var (reference, chatId) = (NewReference(), Guid.CreateVersion7());
        await AskAsync(chatId, reference, null);
        await AskAsync(Guid.CreateVersion7(), NewReference(), null);

        foreach (var chat in new[] { reference, chatId.ToString() })
        {
            var entry = Assert.Single(await SearchAsync($"chat={chat}"));
            Assert.Equal(
                ("decision", "deny", "complaint"),
                (Text(entry, "kind"), Text(entry, "outcome"), Text(entry, "purpose"))
            );
        }
    }

    [Fact]
    public async Task A_case_is_found_with_its_own_entries_and_all_decisions_and_readings_under_it()
    {
        var (reference, chatId, one) = (NewReference(), Guid.CreateVersion7(), NewCase());
        await application.OpenCaseAsync(one, reference);
        var decision = await AskAsync(chatId, reference, one);
        await ReadAsync(decision, chatId);
        await AskAsync(Guid.CreateVersion7(), NewReference(), null);

        Assert.Equal(["read", "decision", "case"], Kinds(await SearchAsync($"case={one}")));
        Assert.Equal(["read"], Kinds(await SearchAsync($"case={one}&kind=read")));
        Assert.Equal(["read", "decision"], Kinds(await SearchAsync($"decision={decision}")));
        // The register names the chat by its reference, the reading by its id.
        Assert.Equal(["read", "decision", "case"], Kinds(await SearchAsync($"chat={reference}")));
        Assert.Empty(await SearchAsync("case=NO-SUCH-CASE"));
    }

    [Fact]
    public async Task Purpose_and_time_narrow_the_search_and_pages_follow_each_other_without_a_gap()
    {
        await AskAsync(Guid.CreateVersion7(), NewReference(), null);
        application.Clock.Advance(TimeSpan.FromSeconds(5));
        var from = application.Clock.GetUtcNow();
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(Guid.CreateVersion7(), NewReference(), null);
        }
        application.Clock.Advance(TimeSpan.FromSeconds(5));
        var to = application.Clock.GetUtcNow();
        await AskAsync(Guid.CreateVersion7(), NewReference(), null);
        var between = $"purpose=complaint&from={Instant(from)}&to={Instant(to)}";

        var all = Indexes(await SearchAsync(between));
        var first = await PageAsync($"{between}&limit=3");
        var second = await PageAsync($"{between}&limit=3&before={first.GetProperty("next").GetInt64()}");

        Assert.Equal(5, all.Count);
        Assert.Equal(all.OrderDescending(), all);
        Assert.Equal(all, [.. Indexes(Entries(first)), .. Indexes(Entries(second))]);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Empty(await SearchAsync($"{between.Replace("complaint", "fraud", StringComparison.Ordinal)}"));
    }

    [Fact]
    public async Task A_decision_tells_the_request_what_decided_and_the_readings_under_it_without_names_or_text()
    {
        var (reference, chatId, one) = (NewReference(), Guid.CreateVersion7(), NewCase());
        await application.OpenCaseAsync(one, reference);
        var id = await AskAsync(chatId, reference, one);
        await ReadAsync(id, chatId);

        var response = await application.GetAsync($"/api/decisions/{id}", Auditor);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var decision = JsonDocument.Parse(body).RootElement;

        Assert.Equal(("staff", Officer), (Text(decision, "subjectType"), Text(decision, "subjectId")));
        Assert.Equal(("retrieve", "recording"), (Text(decision, "action"), Text(decision, "resourceType")));
        Assert.Equal((chatId.ToString(), reference), (Text(decision, "resourceId"), Text(decision, "chatReference")));
        Assert.Equal(("permit", "P16"), (Text(decision, "outcome"), Text(decision, "clause")));
        var ofCase = decision.GetProperty("case");
        Assert.Equal(
            ("complaint", one, "open"),
            (Text(ofCase, "kind"), Text(ofCase, "reference"), Text(ofCase, "state"))
        );
        Assert.Contains(
            "mask-third-parties",
            decision.GetProperty("obligations").EnumerateArray().Select(o => o.GetString())
        );
        Assert.Equal(PolicyApplication.RecordingClient, Text(decision, "askedBy"));
        Assert.True(decision.GetProperty("permitUntil").GetDateTimeOffset() > application.Clock.GetUtcNow());
        Assert.Equal(["read"], Kinds([.. decision.GetProperty("under").EnumerateArray()]));
        Assert.DoesNotContain("Marked justification", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_tells_of_the_approval_that_it_relies_on_and_of_no_other()
    {
        var (reference, chatId, one) = (NewReference(), Guid.CreateVersion7(), NewCase());
        await application.OpenCaseAsync(one, reference, kind: "crime");
        Task<JsonElement> RetrieveAsync() => application.RetrieveAsync(Officer, chatId, reference, one);
        var asked = await application.AskAsync(Officer, await RetrieveAsync());
        var approval = $"/api/approvals/{(await PolicyApplication.ReadAsync(asked)).GetProperty("id").GetGuid()}";
        await application.PostAsync(
            $"{approval}/approve",
            null,
            application.Issuer.Staff("the-approver", ["approver"])
        );
        var permit = await RetrieveAsync();
        await application.PostAsync(
            $"{approval}/withdraw",
            null,
            application.Issuer.Staff(Officer, ["records-officer"])
        );
        var denial = await RetrieveAsync();

        Assert.Equal(("permitted", "approval-needed"), (permit.Reason(), denial.Reason()));
        Assert.Equal(["approval", "approval", "approval"], Kinds(await UnderAsync(permit)));
        Assert.Empty(await UnderAsync(denial));
    }

    private async Task<IReadOnlyList<JsonElement>> UnderAsync(JsonElement decided)
    {
        var response = await application.GetAsync($"/api/decisions/{decided.DecisionId()}", Auditor);
        return [.. (await PolicyApplication.ReadAsync(response)).GetProperty("under").EnumerateArray()];
    }

    [Fact]
    public async Task An_entry_whose_details_and_decision_were_erased_still_shows_what_is_public()
    {
        var (reference, chatId) = (NewReference(), Guid.CreateVersion7());
        var id = await AskAsync(chatId, reference, null);
        var index = Assert.Single(Indexes(await SearchAsync($"decision={id}")));
        var whole = await ReadEntryAsync(index);
        Assert.Equal(Officer, Text(whole.GetProperty("details"), "subject_id"));

        await PolicyDatabase.ExecuteAsync(
            application.Database.Owner,
            $"delete from ledger.details where index = {index}; delete from policy.decisions where id = '{id}'"
        );

        var erased = await ReadEntryAsync(index);
        Assert.Equal(JsonValueKind.Null, erased.GetProperty("details").ValueKind);
        Assert.Equal(Text(whole, "leafHash"), Text(erased, "leafHash"));
        Assert.Equal(Text(whole, "entry"), Text(erased, "entry"));
        Assert.Equal([index], Indexes(await SearchAsync($"decision={id}")));
        Assert.Empty(await SearchAsync($"chat={reference}"));
        var gone = await application.GetAsync($"/api/decisions/{id}", Auditor);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("kind=gossip", "kind")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-02-30T10:00:00Z", "to")]
    [InlineData("from=2026-03-02T10:00:00Z&to=2026-03-01T10:00:00Z", "to")]
    [InlineData("case=what%20is%20this%3F", "case")]
    [InlineData("chat=abc", "chat")]
    [InlineData("decision=42", "decision")]
    [InlineData("limit=1001", "limit")]
    public async Task What_cannot_be_looked_for_is_refused_at_its_field(string query, string field)
    {
        var response = await application.GetAsync($"/api/ledger/entries?{query}", Auditor);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, Text(await PolicyApplication.ReadAsync(response), "field"));
    }

    [Theory]
    [InlineData("/api/ledger/entries/0")]
    [InlineData("/api/decisions/0198a000-0000-7000-8000-000000000001")]
    [InlineData("/api/ledger/verifications")]
    [InlineData("/api/ledger/verifications/0198a000-0000-7000-8000-000000000001")]
    public async Task Nobody_but_auditors_looks(string path)
    {
        var others = application.Issuer.Staff("x", ["records-officer", "supervisor", "approver", "administrator"]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await application.GetAsync(path, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await application.GetAsync(path, others)).StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        foreach (
            var path in (string[])
                ["/api/ledger/entries/999999999", $"/api/decisions/{Guid.NewGuid()}", "/api/decisions/forty-two"]
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await application.GetAsync(path, Auditor)).StatusCode);
        }
    }

    [Fact]
    public void Every_kind_can_be_looked_for() =>
        Assert.Subset(
            LedgerKinds.All.ToHashSet(),
            new HashSet<string>
            {
                LedgerKinds.Decision,
                LedgerKinds.Read,
                LedgerKinds.Case,
                LedgerKinds.Agreement,
                LedgerKinds.KeyRotated,
            }
        );

    private async Task<Guid> AskAsync(Guid chatId, string reference, string? caseReference)
    {
        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, chatId, reference, caseReference),
            OfficerToken()
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await PolicyApplication.ReadAsync(response);
        return answer.GetProperty("context").GetProperty("decision_id").GetGuid();
    }

    private async Task ReadAsync(Guid decision, Guid chatId)
    {
        var response = await application.PostAsync(
            "/api/ledger/reads",
            new { decision_id = decision, chat_id = chatId },
            application.Issuer.Service(PolicyApplication.RecordingClient),
            OfficerToken()
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private string OfficerToken() => application.Issuer.Staff(Officer, ["records-officer"], ["housing-repairs"]);

    private async Task<JsonElement> ReadEntryAsync(long index) =>
        await PolicyApplication.ReadAsync(await application.GetAsync($"/api/ledger/entries/{index}", Auditor));

    private async Task<JsonElement> PageAsync(string query)
    {
        var response = await application.GetAsync($"/api/ledger/entries?{query}", Auditor);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await PolicyApplication.ReadAsync(response);
    }

    private async Task<IReadOnlyList<JsonElement>> SearchAsync(string query) =>
        Entries(await PageAsync($"{query}&limit=1000"));

    private static List<JsonElement> Entries(JsonElement page) => [.. page.GetProperty("entries").EnumerateArray()];

    private static List<string?> Kinds(IReadOnlyList<JsonElement> entries) =>
        [.. entries.Select(entry => Text(entry, "kind"))];

    private static List<long> Indexes(IReadOnlyList<JsonElement> entries) =>
        [.. entries.Select(entry => entry.GetProperty("index").GetInt64())];

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string NewReference() =>
        string.Create(CultureInfo.InvariantCulture, $"SRCH-{Interlocked.Increment(ref _next):0000}");

    private static string NewCase() =>
        string.Create(CultureInfo.InvariantCulture, $"SEARCH-{Interlocked.Increment(ref _next)}");
}
