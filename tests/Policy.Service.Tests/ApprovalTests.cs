using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Four eyes: what needs an approval is permitted only with one in force, of somebody else, for exactly that.</summary>
public sealed class ApprovalTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";
    private static int _number;

    private readonly Guid _chat = Guid.CreateVersion7();
    private readonly string _reference = $"APRV-{Interlocked.Increment(ref _number):0000}";

    private string Approver => application.Issuer.Staff("the-approver", ["approver"]);
    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);
    private string CaseReference => $"CRIME/{_reference}";

    [Fact]
    public async Task With_an_approval_the_same_question_is_permitted_and_another_is_not()
    {
        var denial = await DeniedAsync();
        var id = await AskedAsync(denial, "It is urgent");

        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(id)).StatusCode);

        Assert.Equal("permitted", (await AgainAsync()).Reason());
        Assert.Equal(
            "approval-needed",
            (await application.RetrieveAsync("another-officer", _chat, _reference, CaseReference)).Reason()
        );
        Assert.Equal(
            "approval-needed",
            (await application.RetrieveAsync(Officer, Guid.CreateVersion7(), _reference, CaseReference)).Reason()
        );
        await application.OpenCaseAsync($"OTHER/{_reference}", _reference, kind: "crime");
        Assert.Equal(
            "approval-needed",
            (await application.RetrieveAsync(Officer, _chat, _reference, $"OTHER/{_reference}")).Reason()
        );
        await application.OpenCaseAsync($"FRAUD/{_reference}", _reference, kind: "fraud");
        Assert.Equal(
            "approval-needed",
            (await application.RetrieveAsync(Officer, _chat, _reference, $"FRAUD/{_reference}", "fraud")).Reason()
        );
    }

    [Fact]
    public async Task A_purpose_without_a_case_is_approved_without_one()
    {
        var denial = await application.RetrieveAsync(Officer, _chat, _reference, null, "legal-requirement");
        Assert.Equal("approval-needed", denial.Reason());
        var id = await AskedAsync(denial);

        await ApproveAsync(id);

        var again = await application.RetrieveAsync(Officer, _chat, _reference, null, "legal-requirement");
        var disclosure = await application.RetrieveAsync(
            Officer,
            _chat,
            _reference,
            null,
            "legal-requirement",
            action: "disclose"
        );
        Assert.Equal("permitted", again.Reason());
        Assert.Equal("approval-needed", disclosure.Reason());
    }

    [Fact]
    public async Task An_approver_sees_purpose_case_and_metadata_and_nothing_of_the_person_or_the_text()
    {
        var denial = await DeniedAsync();
        var id = await AskedAsync(denial, "A marked note");

        var item = await ItemAsync(id, Approver);

        Assert.Equal("crime", item.GetProperty("purpose").GetString());
        Assert.Equal("open", item.GetProperty("state").GetString());
        Assert.Equal("A marked note", item.GetProperty("note").GetString());
        Assert.Equal(JsonValueKind.Null, item.GetProperty("obstacle").ValueKind);
        var found = item.GetProperty("case");
        Assert.Equal(
            (CaseReference, "crime", "open"),
            (
                found.GetProperty("reference").GetString(),
                found.GetProperty("kind").GetString(),
                found.GetProperty("state").GetString()
            )
        );
        var resource = item.GetProperty("resource");
        Assert.Equal(_reference, resource.GetProperty("reference").GetString());
        Assert.Equal("housing-repairs", resource.GetProperty("service").GetString());
        Assert.Equal("ended", resource.GetProperty("state").GetString());
        Assert.Equal(
            new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero),
            resource.GetProperty("endedAt").GetDateTimeOffset()
        );
        var told = item.GetRawText();
        string[] secrets = [Officer, _chat.ToString(), "the-supervisor", "justification"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase));
        var list = await PolicyApplication.ReadAsync(await application.GetAsync("/api/approvals", Approver));
        Assert.Contains(list.GetProperty("toDecide").EnumerateArray(), one => one.GetProperty("id").GetGuid() == id);
        Assert.Empty(list.GetProperty("own").EnumerateArray());
    }

    [Fact]
    public async Task The_requester_sees_what_became_of_it_and_the_note_is_erased_once_it_is_answered()
    {
        var denial = await DeniedAsync();
        var id = await AskedAsync(denial, "A marked note");

        var refusal = await application.PostAsync(
            $"/api/approvals/{id}/refuse",
            new { reason = "not-necessary" },
            Approver
        );

        Assert.Equal(HttpStatusCode.NoContent, refusal.StatusCode);
        var own = await ItemAsync(id, OfficerToken);
        Assert.Equal("refused", own.GetProperty("state").GetString());
        Assert.Equal("not-necessary", own.GetProperty("refusalReason").GetString());
        Assert.True(own.GetProperty("mine").GetBoolean());
        Assert.Equal(_chat.ToString(), own.GetProperty("resourceId").GetString());
        Assert.DoesNotContain("the-approver", own.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            0,
            await application.Database.QueryAsync<long>(
                $"select count(*) from policy.approval_notes where approval_id = '{id}'"
            )
        );
        Assert.Equal("approval-needed", (await AgainAsync()).Reason());
        // It can be asked for again after a refusal, from a new denial.
        Assert.Equal(HttpStatusCode.Created, (await application.AskAsync(Officer, await AgainAsync())).StatusCode);
    }

    [Fact]
    public async Task An_approval_ends_by_itself_and_so_does_a_request()
    {
        var id = await AskedAsync(await DeniedAsync());
        await ApproveAsync(id);
        Assert.Equal("permitted", (await AgainAsync()).Reason());
        await EndAsync(id, "valid_until");
        Assert.Equal("approval-needed", (await AgainAsync()).Reason());

        var second = await AskedAsync(await AgainAsync());
        await EndAsync(second, "expires_at");
        var late = await ApproveAsync(second);

        Assert.Equal("approval-expired", await PeopleInTheLoop.CodeAsync(late));
        Assert.Equal("approval-needed", (await AgainAsync()).Reason());
        Assert.Equal("expired", (await ItemAsync(second, OfficerToken)).GetProperty("state").GetString());
        Assert.Equal("lapsed", (await ItemAsync(id, OfficerToken)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_withdrawn_approval_permits_nothing()
    {
        var id = await AskedAsync(await DeniedAsync());
        await ApproveAsync(id);

        var stranger = await WithdrawAsync(id, "another-officer");
        var own = await WithdrawAsync(id, Officer);
        var again = await WithdrawAsync(id, Officer);

        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        Assert.Equal("approval-decided", await PeopleInTheLoop.CodeAsync(again));
        Assert.Equal("approval-needed", (await AgainAsync()).Reason());
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_or_that_of_a_case_or_chat_of_theirs()
    {
        var caseId = await application.OpenCaseAsync(CaseReference, "ELSE-0001", "the-opener", "crime");
        await application.PostAsync(
            $"/api/cases/{caseId}/chats",
            new { chatReference = _reference },
            application.Issuer.Staff("the-linker", ["supervisor"])
        );
        var denial = await application.RetrieveAsync(Officer, _chat, _reference, CaseReference, adviser: "the-adviser");
        var id = await AskedAsync(denial);

        var codes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var person in (string[])[Officer, "the-opener", "the-linker", "the-adviser", "an-earlier-adviser"])
        {
            var everyRole = application.Issuer.Staff(person, ["approver", "records-officer", "supervisor"]);
            var approve = await application.PostAsync($"/api/approvals/{id}/approve", null, everyRole);
            var refuse = await application.PostAsync(
                $"/api/approvals/{id}/refuse",
                new { reason = "other" },
                everyRole
            );
            Assert.All([approve, refuse], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
            codes[person] = await PeopleInTheLoop.CodeAsync(approve);
        }

        Assert.Equal("own-request", codes[Officer]);
        Assert.Equal("case-opened-by-requester", codes["the-opener"]);
        Assert.Equal("case-opened-by-requester", codes["the-linker"]);
        Assert.Equal("participant", codes["the-adviser"]);
        Assert.Equal("participant", codes["an-earlier-adviser"]);
        Assert.Equal("open", (await ItemAsync(id, Approver)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_person_without_the_role_sees_and_decides_nothing_of_others()
    {
        var id = await AskedAsync(await DeniedAsync());
        var stranger = application.Issuer.Staff("x", ["records-officer", "supervisor", "auditor", "administrator"]);

        var list = await PolicyApplication.ReadAsync(await application.GetAsync("/api/approvals", stranger));

        Assert.Empty(list.GetProperty("toDecide").EnumerateArray());
        Assert.Empty(list.GetProperty("own").EnumerateArray());
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await application.GetAsync($"/api/approvals/{id}", stranger)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await application.PostAsync($"/api/approvals/{id}/approve", null, stranger)).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await application.GetAsync("/api/approvals", null)).StatusCode);
    }

    [Fact]
    public async Task Only_ones_own_denial_that_waits_for_an_approval_can_be_asked_for_and_only_once()
    {
        var denial = await DeniedAsync();
        var other = await application.RetrieveAsync(Officer, _chat, _reference, null);

        Assert.Equal("case-missing", other.Reason());
        Assert.Equal(
            "approval-not-needed",
            await PeopleInTheLoop.CodeAsync(await application.AskAsync(Officer, other))
        );
        Assert.Equal(
            "decision-not-found",
            await PeopleInTheLoop.CodeAsync(await application.AskAsync("another-officer", denial))
        );
        await AskedAsync(denial);
        Assert.Equal(
            "approval-requested",
            await PeopleInTheLoop.CodeAsync(await application.AskAsync(Officer, denial))
        );
        Assert.Equal(
            "approval-requested",
            await PeopleInTheLoop.CodeAsync(await application.AskAsync(Officer, await AgainAsync()))
        );
    }

    [Fact]
    public async Task An_old_denial_is_asked_for_anew_first()
    {
        var denial = await DeniedAsync();
        await application.Database.ExecuteAsync(
            $"update policy.decisions set at = at - interval '4 days' where id = '{denial.DecisionId()}'"
        );

        var response = await application.AskAsync(Officer, denial);

        Assert.Equal("decision-outdated", await PeopleInTheLoop.CodeAsync(response));
    }

    [Fact]
    public async Task An_approval_is_bound_to_the_version_of_the_policy()
    {
        var id = await AskedAsync(await DeniedAsync());
        await application.Database.ExecuteAsync(
            $"update policy.approvals set policy_version = '2025.1' where id = '{id}'"
        );

        Assert.Equal("approval-outdated", await PeopleInTheLoop.CodeAsync(await ApproveAsync(id)));

        await application.Database.ExecuteAsync(
            $"""
            update policy.approvals set state = 'approved', decided_by = 'the-approver',
                valid_until = expires_at where id = '{id}'
            """
        );
        Assert.Equal("approval-needed", (await AgainAsync()).Reason());
    }

    [Fact]
    public async Task Under_a_closed_case_nothing_is_approved()
    {
        var caseId = await application.OpenCaseAsync(CaseReference, _reference, kind: "crime");
        var id = await AskedAsync(await AgainAsync());
        await application.PostAsync(
            $"/api/cases/{caseId}/close",
            null,
            application.Issuer.Staff("the-supervisor", ["supervisor"])
        );

        Assert.Equal("case-closed", await PeopleInTheLoop.CodeAsync(await ApproveAsync(id)));
    }

    [Theory]
    [InlineData("""{"note":"no decision"}""", "decisionId")]
    [InlineData("""{"decisionId":"01a21627-42c1-75ee-82f4-ee7372f76e72","note":"a\u0000b"}""", "note")]
    [InlineData(null, "note")]
    public async Task A_request_that_cannot_be_taken_names_its_field(string? json, string field)
    {
        object body = json is null
            ? new { decisionId = Guid.NewGuid(), note = new string('x', 301) }
            : JsonElement.Parse(json);

        var response = await application.PostAsync("/api/approvals", body, OfficerToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Because I say so")]
    public async Task A_refusal_has_a_reason_of_the_policy(string? reason)
    {
        var id = await AskedAsync(await DeniedAsync());

        var response = await application.PostAsync($"/api/approvals/{id}/refuse", new { reason }, Approver);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("reason", (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
        Assert.Equal("open", (await ItemAsync(id, Approver)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Each_step_is_an_entry_that_tells_nobody_who_or_which_chat()
    {
        var denial = await DeniedAsync();
        var before = (await application.Database.EntriesAsync()).Count;
        var id = await AskedAsync(denial, "A marked note");
        await ApproveAsync(id);
        await WithdrawAsync(id, Officer);

        var entries = await application.EntriesAsync(before, "approval");

        Assert.Equal(
            ["requested", "approved", "withdrawn"],
            entries.Select(entry => entry.GetProperty("outcome").GetString())
        );
        Assert.All(entries, entry => Assert.Equal(denial.DecisionId(), entry.GetProperty("decision_id").GetGuid()));
        string[] marks =
        [
            Officer,
            "the-approver",
            _reference,
            _chat.ToString(),
            CaseReference,
            "marked",
            id.ToString(),
        ];
        Assert.All(
            entries,
            entry =>
                Assert.All(
                    marks,
                    mark => Assert.DoesNotContain(mark, entry.GetRawText(), StringComparison.OrdinalIgnoreCase)
                )
        );
        var details = (await application.Database.EntriesAsync()).Skip(before).Select(entry => entry.Details!).ToList();
        Assert.Contains(details, text => text.Contains("the-approver", StringComparison.Ordinal));
        Assert.All(details, text => Assert.DoesNotContain("marked", text, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<JsonElement> DeniedAsync()
    {
        await application.OpenCaseAsync(CaseReference, _reference, kind: "crime");
        var denial = await AgainAsync();
        Assert.Equal("approval-needed", denial.Reason());
        return denial;
    }

    private Task<JsonElement> AgainAsync() => application.RetrieveAsync(Officer, _chat, _reference, CaseReference);

    private async Task<Guid> AskedAsync(JsonElement denial, string? note = null)
    {
        var response = await application.AskAsync(Officer, denial, note);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private Task<HttpResponseMessage> ApproveAsync(Guid id) =>
        application.PostAsync($"/api/approvals/{id}/approve", null, Approver);

    private Task<HttpResponseMessage> WithdrawAsync(Guid id, string person) =>
        application.PostAsync(
            $"/api/approvals/{id}/withdraw",
            null,
            application.Issuer.Staff(person, ["records-officer"])
        );

    private async Task<JsonElement> ItemAsync(Guid id, string token)
    {
        var response = await application.GetAsync($"/api/approvals/{id}", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await PolicyApplication.ReadAsync(response);
    }

    /// <summary>As if its time were over now.</summary>
    private Task EndAsync(Guid id, string column) =>
        application.Database.ExecuteAsync(
            $"update policy.approvals set {column} = '{application.Clock.GetUtcNow().AddSeconds(-1):O}' where id = '{id}'"
        );
}
