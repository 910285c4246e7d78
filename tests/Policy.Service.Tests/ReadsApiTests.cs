using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Law 3: a reading is in the ledger before the text is given out, and only under a permit in force.</summary>
public sealed class ReadsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private readonly Guid _chat = Guid.CreateVersion7();

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);

    [Fact]
    public async Task A_reading_under_a_permit_gets_an_entry_of_its_own()
    {
        var decision = await DecideAsync("CMP/10", "AAAA-1010");

        var first = await ReadAsync(decision);
        var second = await ReadAsync(decision);

        var indexes = new[] { await IndexAsync(first), await IndexAsync(second) };
        Assert.Equal(indexes[0] + 1, indexes[1]);
        var entry = JsonElement.Parse(
            (await application.Database.EntriesAsync()).Single(one => one.Index == indexes[1]).Entry
        );
        Assert.Equal("read", entry.GetProperty("kind").GetString());
        Assert.Equal(decision, entry.GetProperty("decision_id").GetGuid());
    }

    [Fact]
    public async Task Another_chat_person_or_enforcement_point_finds_no_permit()
    {
        var decision = await DecideAsync("CMP/11", "AAAA-1111");

        await AssertNoPermitAsync(await ReadAsync(Guid.CreateVersion7()));
        await AssertNoPermitAsync(await ReadAsync(decision, chat: Guid.CreateVersion7()));
        await AssertNoPermitAsync(
            await ReadAsync(decision, token: application.Issuer.Staff("another-officer", ["records-officer"]))
        );
        await AssertNoPermitAsync(await ReadAsync(decision, asker: "chat-api"));
    }

    [Fact]
    public async Task A_denied_decision_is_no_permit()
    {
        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, _chat, "AAAA-1212", null),
            OfficerToken
        );
        var denied = (await PolicyApplication.ReadAsync(response))
            .GetProperty("context")
            .GetProperty("decision_id")
            .GetGuid();

        await AssertNoPermitAsync(await ReadAsync(denied));
    }

    [Fact]
    public async Task A_permit_ends_when_its_time_is_over()
    {
        var decision = await DecideAsync("CMP/13", "AAAA-1313");

        application.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(decision)).StatusCode);
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertNoPermitAsync(await ReadAsync(decision));
    }

    [Fact]
    public async Task A_permit_falls_with_the_case_that_it_relies_on()
    {
        var caseId = await application.OpenCaseAsync("CMP/15", "AAAA-1515");
        var decision = await DecidedAsync("CMP/15", "AAAA-1515");
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(decision)).StatusCode);

        var closed = await application.PostAsync(
            $"/api/cases/{caseId}/close",
            null,
            application.Issuer.Staff("the-opener", ["supervisor"])
        );

        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        await AssertNoPermitAsync(await ReadAsync(decision));
    }

    [Fact]
    public async Task A_permit_falls_with_the_approval_that_it_relies_on()
    {
        Task<JsonElement> RetrieveAsync() =>
            application.RetrieveAsync(Officer, _chat, "AAAA-1717", null, "legal-requirement");
        var asked = await application.AskAsync(Officer, await RetrieveAsync());
        var approval = $"/api/approvals/{(await PolicyApplication.ReadAsync(asked)).GetProperty("id").GetGuid()}";
        await application.PostAsync(
            $"{approval}/approve",
            null,
            application.Issuer.Staff("the-approver", ["approver"])
        );
        var decision = (await RetrieveAsync()).DecisionId();
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(decision)).StatusCode);

        var withdrawn = await application.PostAsync($"{approval}/withdraw", null, OfficerToken);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        await AssertNoPermitAsync(await ReadAsync(decision));
    }

    [Fact]
    public async Task A_permit_falls_with_the_role_that_it_is_by_virtue_of()
    {
        var decision = await DecideAsync("CMP/16", "AAAA-1616");

        var demoted = application.Issuer.Staff(Officer, ["supervisor", "approver"]);

        await AssertNoPermitAsync(await ReadAsync(decision, token: demoted));
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(decision)).StatusCode);
    }

    [Fact]
    public async Task A_member_of_staff_reads_with_their_own_token_only()
    {
        var decision = await DecideAsync("CMP/14", "AAAA-1414");

        var response = await application.PostAsync(
            "/api/ledger/reads",
            Body(decision, _chat),
            application.Issuer.Service("recording")
        );

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            "subject-token-invalid",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_residents_own_copy_needs_no_token()
    {
        var response = await application.EvaluateAsync(Requests.OwnCopy(_chat));
        var decision = (await PolicyApplication.ReadAsync(response))
            .GetProperty("context")
            .GetProperty("decision_id")
            .GetGuid();

        var read = await application.PostAsync(
            "/api/ledger/reads",
            Body(decision, _chat),
            application.Issuer.Service("recording")
        );

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    private async Task<Guid> DecideAsync(string caseReference, string chatReference)
    {
        await application.OpenCaseAsync(caseReference, chatReference);
        return await DecidedAsync(caseReference, chatReference);
    }

    private async Task<Guid> DecidedAsync(string caseReference, string chatReference)
    {
        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, _chat, chatReference, caseReference),
            OfficerToken
        );
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.True(answer.GetProperty("decision").GetBoolean());
        return answer.GetProperty("context").GetProperty("decision_id").GetGuid();
    }

    private Task<HttpResponseMessage> ReadAsync(
        Guid decision,
        Guid? chat = null,
        string? token = null,
        string asker = "recording"
    ) =>
        application.PostAsync(
            "/api/ledger/reads",
            Body(decision, chat ?? _chat),
            application.Issuer.Service(asker),
            token ?? OfficerToken
        );

    private static object Body(Guid decision, Guid chat) => new { decision_id = decision, chat_id = chat };

    private static async Task<long> IndexAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("ledger_index").GetInt64();
    }

    private static async Task AssertNoPermitAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("no-such-permit", (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString());
    }
}
