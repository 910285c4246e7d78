using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Law 7: what a resident may know of those who used their recording, and from when.</summary>
public sealed class AccessLogTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";
    private static int _number;

    private readonly Guid _chat = Guid.CreateVersion7();
    private readonly string _reference = $"ALOG-{Interlocked.Increment(ref _number):0000}";

    [Fact]
    public async Task Law_7_The_resident_sees_who_looked_with_purpose_and_clause_at_once()
    {
        var permit = await ComplaintAsync();
        var first = await ReadAsync(permit);
        var second = await ReadAsync(permit);

        var log = await LogAsync();

        var uses = log.GetProperty("uses").EnumerateArray().ToList();
        Assert.Equal([second, first], uses.Select(use => use.GetProperty("ledgerIndex").GetInt64()));
        var use = uses[0];
        Assert.Equal(
            ("read", "records-officer", "complaint", "P16"),
            (Text(use, "kind"), Text(use, "role"), Text(use, "purpose"), Text(use, "clause"))
        );
        Assert.Equal("To look into a complaint", Text(use, "purposeLabel"));
        Assert.StartsWith(
            "We make an exception to look into a complaint",
            Text(use, "clauseText"),
            StringComparison.Ordinal
        );
        Assert.False(log.GetProperty("more").GetBoolean());
        Assert.DoesNotContain(Officer, log.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permit_that_was_not_used_a_denial_and_another_chat_are_no_use_of_this_recording()
    {
        await ComplaintAsync();
        await application.RetrieveAsync(Officer, _chat, _reference, null, "complaint");
        var elsewhere = await application.RetrieveAsync(
            Officer,
            Guid.CreateVersion7(),
            _reference,
            $"CMP/{_reference}",
            "complaint"
        );
        Assert.Equal("permitted", elsewhere.Reason());

        await AssertNothingAsync();
    }

    [Fact]
    public async Task Ones_own_copy_is_told_apart_from_what_staff_did()
    {
        var answer = await PolicyApplication.ReadAsync(await application.EvaluateAsync(Requests.OwnCopy(_chat)));
        await AssertNothingAsync();

        await ReadAsync(answer.GetProperty("context"), token: null);

        var log = await LogAsync();
        Assert.Empty(log.GetProperty("uses").EnumerateArray());
        Assert.Equal(JsonValueKind.String, log.GetProperty("ownCopyAt").ValueKind);
    }

    [Fact]
    public async Task What_is_reviewed_first_is_seen_after_the_review()
    {
        var permit = await EmergencyAsync();
        var index = await ReadAsync(permit);
        await AssertNothingAsync();

        var reviewed = await application.PostAsync(
            $"/api/reviews/{permit.DecisionId()}",
            new { outcome = "not-justified", reason = "no-threat" },
            application.Issuer.Staff("an-approver", ["approver"])
        );

        Assert.Equal(HttpStatusCode.NoContent, reviewed.StatusCode);
        Assert.Equal([index], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task A_review_that_nobody_does_withholds_nothing_after_its_time()
    {
        var permit = await EmergencyAsync();
        var index = await ReadAsync(permit);
        await AssertNothingAsync();

        await application.Database.ExecuteAsync(
            $"update policy.reviews set due_at = due_at - interval '1 day' where decision_id = '{permit.DecisionId()}'"
        );

        Assert.Equal([index], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task Only_an_enforcement_point_asks()
    {
        var address = $"/api/access-log?chatId={_chat}";

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await application.GetAsync(address, application.Issuer.Staff("the-auditor", ["auditor"]))).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await application.GetAsync(address, null)).StatusCode);
    }

    private async Task<JsonElement> ComplaintAsync()
    {
        await application.OpenCaseAsync($"CMP/{_reference}", _reference);
        var permit = await application.RetrieveAsync(Officer, _chat, _reference, $"CMP/{_reference}", "complaint");
        Assert.Equal("permitted", permit.Reason());
        return permit;
    }

    private async Task<JsonElement> EmergencyAsync()
    {
        await application.OpenCaseAsync($"SAFE/{_reference}", _reference, kind: "safety");
        var permit = await application.RetrieveAsync(Officer, _chat, _reference, $"SAFE/{_reference}", "safety");
        Assert.Equal("permitted", permit.Reason());
        return permit;
    }

    /// <returns>The entry of the reading.</returns>
    private Task<long> ReadAsync(JsonElement permit) =>
        ReadAsync(permit, application.Issuer.Staff(Officer, ["records-officer"]));

    private async Task<long> ReadAsync(JsonElement permit, string? token)
    {
        var response = await application.PostAsync(
            "/api/ledger/reads",
            new { decision_id = permit.DecisionId(), chat_id = _chat },
            application.Issuer.Service(PolicyApplication.RecordingClient),
            token
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("ledger_index").GetInt64();
    }

    private async Task<JsonElement> LogAsync()
    {
        var response = await application.GetAsync(
            $"/api/access-log?chatId={_chat}",
            application.Issuer.Service(PolicyApplication.RecordingClient)
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await PolicyApplication.ReadAsync(response);
    }

    /// <summary>The log is the one of a chat that nobody has ever heard of, byte by byte.</summary>
    private async Task AssertNothingAsync() =>
        Assert.Equal("""{"uses":[],"more":false,"ownCopyAt":null}""", (await LogAsync()).GetRawText());

    private static IEnumerable<long> Indexes(JsonElement log) =>
        log.GetProperty("uses").EnumerateArray().Select(use => use.GetProperty("ledgerIndex").GetInt64());

    private static string? Text(JsonElement use, string name) => use.GetProperty(name).GetString();
}
