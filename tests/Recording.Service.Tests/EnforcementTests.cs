using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.Recording.Service.Retrieval;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Residents;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>Law 3 at the enforcement point: whatever the decision point says short of a whole yes, no text leaves.</summary>
public sealed class EnforcementTests(RecordDatabase record) : IAsyncLifetime
{
    private const string Officer = "officer-1";

    /// <summary>A word of the chat that no answer may carry.</summary>
    private const string Text = "boiler";

    private static readonly string Token = ServiceHost.StaffToken(Officer, ["records-officer"]);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private DecisionPoint _policy = null!;
    private ServiceHost _host = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>Answers to an evaluation that cannot be relied on.</summary>
    public static TheoryData<int, string> UnusableDecisions =>
        new()
        {
            { 200, "" },
            { 200, "null" },
            { 200, "{}" },
            { 200, "{\"decision\":" },
            { 200, "{\"decision\":true}" },
            { 200, "{\"decision\":true,\"context\":null}" },
            { 200, "{\"decision\":true,\"context\":{}}" },
            { 200, Decision("decision_id") },
            { 200, Decision("ledger_index") },
            { 200, Decision("obligations") },
            { 401, "{}" },
            { 403, Decision() },
            { 500, Decision() },
            { 503, "" },
        };

    /// <summary>Answers to a reading that do not say that it is in the ledger.</summary>
    public static TheoryData<int, string> UnusableEntries =>
        new()
        {
            { 200, "" },
            { 200, "{}" },
            { 200, "{\"ledger_index\":null}" },
            { 200, "{\"ledger_index\":" },
            { 401, "" },
            { 500, "{\"ledger_index\":8}" },
            { 503, "" },
        };

    public async ValueTask InitializeAsync()
    {
        _policy = await DecisionPoint.StartAsync();
        _host = new ServiceHost(record, policy: _policy, clock: _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _policy.DisposeAsync();
    }

    [Fact]
    public async Task Under_a_permit_with_the_reading_in_the_ledger_the_text_leaves()
    {
        var chat = await record.ActiveChatAsync();

        var retrieval = await RequestAsync(chat);
        var transcript = await ReadAsync(await IdAsync(retrieval));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (retrieval.StatusCode, transcript.StatusCode));
        Assert.Contains(Text, await transcript.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
        Assert.Equal(1, _policy.Readings);
        Assert.Equal(Token, _policy.SubjectToken);
        Assert.Equal(
            ["case-to-follow", "mask-third-parties", "restricted-notice", "review-within", "step-up", "time-limit"],
            _policy.Context.GetProperty("obligations_understood").EnumerateArray().Select(id => id.GetString())
        );
    }

    [Fact]
    public async Task The_decision_point_hears_of_a_flag_and_of_everybody_who_was_the_adviser()
    {
        var waiting = await record.WaitingChatAsync();
        await RequestAsync(waiting);
        Assert.Equal(JsonValueKind.Null, _policy.Resource.GetProperty("adviser_id").ValueKind);
        Assert.False(_policy.Resource.GetProperty("flagged").GetBoolean());

        var chat = await record.WaitingChatAsync();
        await record.Change.AssignAsync(chat.ChatId, Guid.CreateVersion7(), Officer, "Ona", Ending);
        await record.Appending.RunAsync([RecordDatabase.Flag(chat.ChatId, Party.Resident)], Ending);
        var move = new NewMove(
            chat.ChatId,
            Guid.CreateVersion7(),
            Officer,
            Party.System,
            null,
            chat.Service,
            false,
            RecordDatabase.Adviser,
            "Sam"
        );
        await record.Change.MoveAsync(move, Ending);
        await RequestAsync(chat);
        Assert.Equal(Officer, _policy.Resource.GetProperty("adviser_id").GetString());
        Assert.True(_policy.Resource.GetProperty("flagged").GetBoolean());
    }

    [Fact]
    public async Task A_retrieval_shows_everything_and_the_residents_copy_what_the_resident_was_shown()
    {
        var secret = ResidentSecret.Create();
        var chat = RecordDatabase.NewChat() with { SecretHash = ResidentSecret.Hash(secret)! };
        await record.Start.RunAsync(chat, Ending);
        await record.Change.AssignAsync(chat.ChatId, Guid.CreateVersion7(), RecordDatabase.Adviser, "Sam", Ending);
        await record.Appending.RunAsync(
            [
                RecordDatabase.FromAdviser(chat.ChatId, "Seems upset", EventKind.Note),
                RecordDatabase.FromAdviser(chat.ChatId, "Please be polite", EventKind.Warned, "caution"),
                RecordDatabase.Flag(chat.ChatId, Party.Adviser),
                RecordDatabase.Flag(chat.ChatId, Party.Resident),
                RecordDatabase.Notice(chat.ChatId, "card-masked", "2"),
                RecordDatabase.Ask(chat.ChatId),
            ],
            Ending
        );
        var move = new NewMove(
            chat.ChatId,
            Guid.CreateVersion7(),
            RecordDatabase.Adviser,
            Party.Adviser,
            RecordDatabase.Adviser,
            chat.Service,
            false,
            "colleague-1",
            "Kim"
        );
        await record.Change.MoveAsync(move, Ending);
        _policy.Evaluation = DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(30), "time-limit");

        var whole = await EventsAsync(await ReadAsync(await IdAsync(await RequestAsync(chat))));
        var copy = await EventsAsync(await CopyAsync(chat, secret));

        Assert.Equal(
            [
                ("started", null, null, null, null),
                ("message", "The boiler is cold", null, null, null),
                ("assigned", null, null, null, null),
                ("note", "Seems upset", null, null, null),
                ("warned", "Please be polite", "caution", null, null),
                ("flagged", null, "resident", null, null),
                ("flagged", null, "adviser", null, null),
                ("notice", null, "card-masked", "2", null),
                ("monitoring", null, "asked", null, null),
                ("moved", null, "adviser", "colleague-1", "Kim"),
            ],
            whole
        );
        Assert.Equal([.. whole[..3], whole[4], whole[6], whole[7], ("moved", null, null, null, null)], copy);
    }

    [Fact]
    public async Task A_permit_with_an_unknown_obligation_is_none() =>
        await AssertNoPermitAsync(
            DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(30), "time-limit", "pseudonymise-resident")
        );

    [Fact]
    public async Task A_permit_without_an_end_is_none() =>
        await AssertNoPermitAsync(DecisionPoint.Permit(null, "mask-third-parties"));

    [Fact]
    public async Task A_permit_that_has_ended_already_is_none() =>
        await AssertNoPermitAsync(DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(-1), "time-limit"));

    [Theory]
    [MemberData(nameof(UnusableDecisions))]
    public async Task A_decision_that_cannot_be_relied_on_is_none(int status, string body)
    {
        _policy.Evaluation = DecisionPoint.Answer(status, body);
        var chat = await record.ActiveChatAsync();

        await AssertRefusedAsync(await RequestAsync(chat), HttpStatusCode.ServiceUnavailable, "policy-unavailable");
        Assert.Equal(0, await CountAsync("retrievals", chat));
        Assert.Equal(0, await CountAsync("permits", chat));
    }

    [Fact]
    public async Task A_decision_that_does_not_come_in_time_is_none()
    {
        _policy.Evaluation = DecisionPoint.Silence;
        var chat = await record.ActiveChatAsync();

        var asking = RequestAsync(chat);
        await _policy.Asked.WaitAsync(Ending);
        _clock.Advance(PolicyClient.Patience);

        await AssertRefusedAsync(await asking, HttpStatusCode.ServiceUnavailable, "policy-unavailable");
        Assert.Equal(0, await CountAsync("retrievals", chat));
    }

    [Fact]
    public async Task A_residents_copy_needs_a_whole_permit_as_well()
    {
        var secret = ResidentSecret.Create();
        var chat = RecordDatabase.NewChat() with { SecretHash = ResidentSecret.Hash(secret)! };
        await record.Start.RunAsync(chat, Ending);

        var permitted = await CopyAsync(chat, secret);
        _policy.Evaluation = DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(30), "hold");
        var unknown = await CopyAsync(chat, secret);
        _policy.Evaluation = DecisionPoint.Answer(500);
        var failed = await CopyAsync(chat, secret);

        Assert.Contains(Text, await permitted.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
        await AssertRefusedAsync(unknown, HttpStatusCode.Forbidden, "retrieval-denied");
        await AssertRefusedAsync(failed, HttpStatusCode.ServiceUnavailable, "policy-unavailable");
    }

    [Fact]
    public async Task A_reading_that_the_ledger_refuses_shows_nothing()
    {
        _policy.Reading = DecisionPoint.Answer(403);
        var retrieval = await IdAsync(await RequestAsync(await record.ActiveChatAsync()));

        await AssertRefusedAsync(await ReadAsync(retrieval), HttpStatusCode.Forbidden, "permit-ended");
    }

    [Fact]
    public async Task Under_a_restricted_notice_nothing_is_read_until_policy_says_that_the_restriction_is_in_force()
    {
        _policy.Evaluation = DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(30), "restricted-notice");
        _policy.Reading = DecisionPoint.Answer(403, """{"code":"restriction-needed"}""");
        var retrieval = await IdAsync(await RequestAsync(await record.ActiveChatAsync()));

        await AssertRefusedAsync(await ReadAsync(retrieval), HttpStatusCode.Forbidden, "restriction-needed");

        _policy.Reading = http => http.Response.WriteAsJsonAsync(new ReadEntryResponse(9));
        var transcript = await ReadAsync(retrieval);
        Assert.Equal(HttpStatusCode.OK, transcript.StatusCode);
        Assert.Contains(Text, await transcript.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(UnusableEntries))]
    public async Task A_reading_that_is_not_known_to_be_in_the_ledger_shows_nothing(int status, string body)
    {
        _policy.Reading = DecisionPoint.Answer(status, body);
        var retrieval = await IdAsync(await RequestAsync(await record.ActiveChatAsync()));

        await AssertRefusedAsync(await ReadAsync(retrieval), HttpStatusCode.ServiceUnavailable, "policy-unavailable");
    }

    [Fact]
    public async Task A_stored_permit_whose_obligation_is_not_known_any_more_is_not_even_entered()
    {
        var chat = await record.ActiveChatAsync();
        var retrieval = await record.RetrievalAsync(
            chat.ChatId,
            Officer,
            TimeSpan.FromMinutes(5),
            obligations: ["time-limit", "hold"]
        );

        await AssertRefusedAsync(await ReadAsync(retrieval), HttpStatusCode.Forbidden, "permit-ended");
        Assert.Equal(0, _policy.Readings);
    }

    [Fact]
    public async Task A_permit_that_row_security_does_not_take_shows_nothing()
    {
        var chat = await record.ActiveChatAsync();
        var retrieval = await record.RetrievalAsync(
            chat.ChatId,
            Officer,
            TimeSpan.FromMinutes(5),
            permitLength: TimeSpan.FromMinutes(-1)
        );

        await AssertRefusedAsync(await ReadAsync(retrieval), HttpStatusCode.Forbidden, "permit-ended");
        Assert.Equal(1, _policy.Readings);
    }

    [Fact]
    public async Task A_transcript_is_whole_however_long_the_chat()
    {
        var chat = await record.ActiveChatAsync();
        var messages = Enumerable.Range(0, 2100).Select(i => RecordDatabase.FromResident(chat.ChatId, $"{i}")).ToList();
        await record.Appending.RunAsync(messages, Ending);
        _policy.Evaluation = DecisionPoint.Permit(_clock.GetUtcNow().AddMinutes(30), "time-limit");

        var transcript = await ReadAsync(await IdAsync(await RequestAsync(chat)));

        var events = (await transcript.Content.ReadFromJsonAsync<JsonElement>(Ending)).GetProperty("events");
        Assert.Equal(
            Enumerable.Range(1, 2103).Select(seq => (long)seq),
            events.EnumerateArray().Select(item => item.GetProperty("seq").GetInt64())
        );
    }

    [Theory]
    [InlineData(ReasonCodes.CaseMissing, "caseReference")]
    [InlineData(ReasonCodes.CaseUnknown, "caseReference")]
    [InlineData(ReasonCodes.CaseClosed, "caseReference")]
    [InlineData(ReasonCodes.CaseKind, "caseReference")]
    [InlineData(ReasonCodes.CaseOpenedByRequester, "caseReference")]
    [InlineData(ReasonCodes.CaseNotForThisRecording, "caseReference")]
    [InlineData(ReasonCodes.OrderReferenceMissing, "orderReference")]
    [InlineData(ReasonCodes.RoleNotAllowed, null)]
    [InlineData(ReasonCodes.ApprovalNeeded, null)]
    public async Task A_denial_names_the_field_that_it_is_about(string reasonCode, string? field)
    {
        _policy.Evaluation = DecisionPoint.Deny(reasonCode);

        var refused = await RequestAsync(await record.ActiveChatAsync());

        var problem = await AssertRefusedAsync(refused, HttpStatusCode.Forbidden, "retrieval-denied");
        Assert.Equal(reasonCode, problem.GetProperty("reasonCode").GetString());
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Theory]
    [InlineData("""{"minutes":10}""", 600, null, "error=\"insufficient_user_authentication\", max_age=\"600\"")]
    [InlineData(
        """{"minutes":1,"acr":"urn:example:two-factors"}""",
        60,
        "urn:example:two-factors",
        "error=\"insufficient_user_authentication\", max_age=\"60\", acr_values=\"urn:example:two-factors\""
    )]
    public async Task Who_signed_in_too_long_ago_hears_how_recent_it_has_to_be(
        string asked,
        int maxAge,
        string? acr,
        string challenge
    )
    {
        _policy.Evaluation = DecisionPoint.Deny(ReasonCodes.StepUpNeeded, StepUp(asked));
        var chat = await record.ActiveChatAsync();

        var refused = await RequestAsync(chat);

        var problem = await AssertRefusedAsync(refused, HttpStatusCode.Unauthorized, ReasonCodes.StepUpNeeded);
        Assert.Equal(maxAge, problem.GetProperty("maxAge").GetInt32());
        Assert.Equal(acr, problem.GetProperty("acr").GetString());
        Assert.Equal(7, problem.GetProperty("ledgerIndex").GetInt64());
        Assert.Equal($"Bearer {challenge}", Assert.Single(refused.Headers.WwwAuthenticate).ToString());
        Assert.Equal(0, await CountAsync("permits", chat));
        // A later sign-in changes nothing in this denial: only a new request can.
        await AssertRefusedAsync(await ReadDeniedAsync(chat), HttpStatusCode.Forbidden, "retrieval-denied");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"minutes":"ten"}""")]
    [InlineData("""{"minutes":99999999999}""")]
    [InlineData("""{"minutes":10,"acr":2}""")]
    public async Task A_wish_for_a_sign_in_that_does_not_say_how_recent_is_a_denial(string asked)
    {
        _policy.Evaluation = DecisionPoint.Deny(ReasonCodes.StepUpNeeded, StepUp(asked));

        var refused = await RequestAsync(await record.ActiveChatAsync());

        var problem = await AssertRefusedAsync(refused, HttpStatusCode.Forbidden, "retrieval-denied");
        Assert.Equal(ReasonCodes.StepUpNeeded, problem.GetProperty("reasonCode").GetString());
    }

    private static Obligation StepUp(string properties) =>
        new("step-up", JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(properties));

    /// <summary>The retrieval is denied, says so again when it is read, and leaves no permit.</summary>
    private async Task AssertNoPermitAsync(Func<HttpContext, Task> answer)
    {
        _policy.Evaluation = answer;
        var chat = await record.ActiveChatAsync();

        var problem = await AssertRefusedAsync(await RequestAsync(chat), HttpStatusCode.Forbidden, "retrieval-denied");

        Assert.Equal(ReasonCodes.ObligationNotUnderstood, problem.GetProperty("reasonCode").GetString());
        Assert.Equal(0, await CountAsync("permits", chat));
        await AssertRefusedAsync(await ReadDeniedAsync(chat), HttpStatusCode.Forbidden, "retrieval-denied");
        Assert.Equal(0, _policy.Readings);
    }

    /// <summary>Tries to read under the chat's retrieval that was denied.</summary>
    private async Task<HttpResponseMessage> ReadDeniedAsync(NewChat chat)
    {
        await using var find = record.Superuser.CreateCommand(
            "select retrieval_id from record.retrievals where chat_id = $1 and outcome = 'deny'"
        );
        find.Parameters.AddWithValue(chat.ChatId);
        return await ReadAsync((Guid)(await find.ExecuteScalarAsync(Ending))!);
    }

    private static async Task<JsonElement> AssertRefusedAsync(
        HttpResponseMessage response,
        HttpStatusCode status,
        string code
    )
    {
        var body = await response.Content.ReadAsStringAsync(Ending);
        Assert.Equal(status, response.StatusCode);
        Assert.DoesNotContain(Text, body, StringComparison.OrdinalIgnoreCase);
        var problem = JsonElement.Parse(body);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    private Task<HttpResponseMessage> RequestAsync(NewChat chat) =>
        _host
            .Client(Token)
            .PostAsJsonAsync(
                $"/api/recordings/{chat.ChatId}/retrievals",
                new
                {
                    purpose = "complaint",
                    caseReference = "C-1",
                    justification = "The resident complained",
                },
                Ending
            );

    private static async Task<Guid> IdAsync(HttpResponseMessage retrieval) =>
        (await retrieval.Content.ReadFromJsonAsync<JsonElement>(Ending)).GetProperty("retrievalId").GetGuid();

    private static async Task<List<(string?, string?, string?, string?, string?)>> EventsAsync(
        HttpResponseMessage transcript
    )
    {
        var events = (await transcript.Content.ReadFromJsonAsync<JsonElement>(Ending)).GetProperty("events");
        string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
        return
        [
            .. events
                .EnumerateArray()
                .Select(item =>
                    (
                        Text(item, "kind"),
                        Text(item, "text"),
                        Text(item, "code"),
                        Text(item, "target"),
                        Text(item, "targetName")
                    )
                ),
        ];
    }

    private Task<HttpResponseMessage> ReadAsync(Guid retrieval) =>
        _host.Client(Token).GetAsync($"/api/retrievals/{retrieval}/transcript", Ending);

    private Task<HttpResponseMessage> CopyAsync(NewChat chat, string secret) =>
        _host.CopyAsync(chat.ChatId, secret, Ending);

    private async Task<long> CountAsync(string table, NewChat chat)
    {
        await using var count = record.Superuser.CreateCommand(
            $"select count(*) from record.{table} where chat_id = $1"
        );
        count.Parameters.AddWithValue(chat.ChatId);
        return (long)(await count.ExecuteScalarAsync(Ending))!;
    }

    /// <summary>A decision that permits, without one of its members.</summary>
    private static string Decision(string? without = null)
    {
        var members = new Dictionary<string, object?>
        {
            ["decision_id"] = "0198c1a2-0000-7000-8000-00000000000d",
            ["ledger_index"] = 7,
            ["policy_version"] = "2026.1",
            ["clause"] = "P16",
            ["reason_code"] = "permitted",
            ["obligations"] = Array.Empty<object>(),
            ["permit_until"] = "2126-01-01T00:00:00Z",
        };
        members.Remove(without ?? "");
        return JsonSerializer.Serialize(new { decision = true, context = members });
    }
}
