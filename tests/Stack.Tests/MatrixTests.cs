using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.Stack.Tests;

/// <summary>
/// Every role asks through the gateway, for every purpose, to read a recording and to follow a live chat, with each kind of
/// case, and again with an approval where one can be had. The answer is what the policy service decided, and that is what is
/// written here by hand. Nothing else returns text.
/// </summary>
public sealed class MatrixTests(StackFixture stack)
{
    private const string Said = "The lift is stuck again.";

    /// <summary>
    /// Role, action, purpose, case, approval. Somebody flagged conduct in the chat that is read, and the adviser of the one
    /// that is followed has asked for it; no chat is drawn, no identity checked, no order named. Where no case is
    /// needed, one that is named makes no difference.
    /// </summary>
    private static readonly string[] Permitted =
    [
        "records-officer monitor crime good approved",
        "records-officer monitor safety good",
        "records-officer monitor safety none",
        "records-officer retrieve complaint good",
        "records-officer retrieve crime good approved",
        "records-officer retrieve safety good",
        "records-officer retrieve safety none",
        "supervisor monitor quality none",
        "supervisor monitor quality other-kind",
        "supervisor monitor quality unknown",
        "supervisor monitor safety good",
        "supervisor monitor safety none",
        "supervisor retrieve conduct-review none",
        "supervisor retrieve conduct-review other-kind",
        "supervisor retrieve conduct-review unknown",
        "supervisor retrieve safety good",
        "supervisor retrieve safety none",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = Patience.OneTest)]
    [InlineData("adviser", "adviser.parking")]
    [InlineData("supervisor", "supervisor.housing")]
    [InlineData("records-officer", "records.officer")]
    [InlineData("approver", "approver")]
    [InlineData("trainer", "trainer")]
    [InlineData("analyst", "analyst")]
    [InlineData("auditor", "auditor")]
    [InlineData("administrator", "administrator")]
    public async Task Law_3_Only_what_the_policy_permits_returns_text(string role, string userName)
    {
        await using var live = await stack.StartChatAsync(Cancel);
        await PostEventAsync(live, "monitoring-requests");
        await using var recorded = await stack.StartChatAsync(Cancel, Said);
        await PostEventAsync(recorded, "flag");
        await recorded.ResidentLine.EndAsync(recorded.Id);
        using var asker = await stack.SignInAsync(userName, Cancel);
        using var approver = await stack.SignInAsync("approver", Cancel);
        var answers = new Dictionary<string, Answer>();

        await foreach (var (purpose, name, reference) in CasesAsync(role, asker, live.Reference, recorded.Reference))
        {
            await AskAsync("retrieve", () => RetrieveAsync(asker, recorded.Id, purpose, reference));
            await AskAsync("monitor", () => MonitorAsync(asker, live, purpose, reference));

            async Task AskAsync(string action, Func<Task<Answer>> ask)
            {
                var answer = await ask();
                answers.Add($"{role} {action} {purpose} {name}", answer);
                if (await ApproveAsync(asker, approver, answer))
                {
                    answers.Add($"{role} {action} {purpose} {name} approved", await ask());
                }
            }
        }

        Assert.Equal(
            Permitted.Where(cell => cell.StartsWith($"{role} ", StringComparison.Ordinal)),
            answers.Where(answer => answer.Value.Permitted).Select(answer => answer.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            answers.Values.ToDictionary(answer => answer.DecisionId, answer => answer.Permitted),
            await DecidedAsync(live.Id, recorded.Id)
        );
    }

    private static Task<SentMessage> PostEventAsync(LiveChat chat, string what) =>
        chat.Adviser.Session.PostAsync<SentMessage>(
            $"/api/chats/{chat.Id}/{what}",
            new { messageId = Guid.CreateVersion7() },
            Cancel
        );

    /// <summary>
    /// What is named as the case of a purpose: none, one that does not exist, one of another kind, and where it needs one also a good
    /// one, one of another chat, one that was closed, and one that the asker opened.
    /// </summary>
    private async IAsyncEnumerable<(string Purpose, string Name, string? Reference)> CasesAsync(
        string role,
        AdviserClient asker,
        params string[] chats
    )
    {
        // Who opened a case retrieves nothing under it.
        using var opener = await stack.SignInAsync(
            role == "supervisor" ? "records.officer2" : "supervisor.housing",
            Cancel
        );
        var policy = await asker.Session.GetAsync<JsonElement>("/api/policy", Cancel);
        foreach (var purpose in policy.GetProperty("purposes").EnumerateArray())
        {
            var id = purpose.GetProperty("id").GetString()!;
            yield return (id, "none", null);
            yield return (id, "unknown", "C-00000000");
            var kind = purpose.GetProperty("caseKind").GetString();
            yield return (
                id,
                "other-kind",
                (await OpenAsync(opener, kind == "complaint" ? "fraud" : "complaint", chats)).Reference
            );
            if (kind is null)
            {
                continue;
            }
            yield return (id, "good", (await OpenAsync(opener, kind, chats)).Reference);
            yield return (id, "other-chats", (await OpenAsync(opener, kind, ["AAAA-2222"])).Reference);
            var closed = await OpenAsync(opener, kind, chats);
            using var closing = await opener.Session.Http.PostAsync($"/api/cases/{closed.Id}/close", null, Cancel);
            closing.EnsureSuccessStatusCode();
            yield return (id, "closed", closed.Reference);
            if (role is "supervisor" or "records-officer" or "approver")
            {
                yield return (id, "own", (await OpenAsync(asker, kind, chats)).Reference);
            }
        }
    }

    private static async Task<(Guid Id, string Reference)> OpenAsync(AdviserClient opener, string kind, string[] chats)
    {
        var reference = $"C-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
        var opened = await opener.Session.PostAsync<JsonElement>(
            "/api/cases",
            new
            {
                kind,
                reference,
                chatReferences = chats,
            },
            Cancel
        );
        return (opened.GetProperty("id").GetGuid(), reference);
    }

    /// <summary>Asks for the recording, and reads it under every permit.</summary>
    private static async Task<Answer> RetrieveAsync(
        AdviserClient asker,
        Guid chatId,
        string purpose,
        string? caseReference
    )
    {
        var (status, body) = await asker.RetrieveAsync(chatId, caseReference, Cancel, purpose);
        Assert.DoesNotContain(Said, body.GetRawText(), StringComparison.Ordinal);
        var decision = body.GetProperty("decisionId").GetGuid();
        if (status == HttpStatusCode.Forbidden)
        {
            Assert.Equal("retrieval-denied", body.GetProperty("code").GetString());
            return new Answer(false, decision);
        }
        Assert.Equal(HttpStatusCode.Created, status);
        var (reading, text) = await asker.ReadAsync(body, Cancel);
        if (body.GetProperty("obligations").EnumerateArray().Any(IsRestrictedNotice))
        {
            Assert.Equal(HttpStatusCode.Forbidden, reading);
            Assert.Contains(ReadRefusals.RestrictionNeeded, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Said, text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, reading);
            Assert.Contains(Said, text, StringComparison.Ordinal);
        }
        return new Answer(true, decision);
    }

    /// <summary>Asks to follow the chat, and has something said in it whatever the answer is.</summary>
    private static async Task<Answer> MonitorAsync(
        AdviserClient asker,
        LiveChat chat,
        string purpose,
        string? caseReference
    )
    {
        var address = $"/api/chats/{chat.Id}/monitoring";
        using var answer = await asker.Session.Http.PostAsJsonAsync(
            address,
            new NewMonitoring(purpose, caseReference),
            Cancel
        );
        var words = $"It is {Guid.NewGuid():N}.";
        await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), words);
        using var events = await asker.Session.Http.GetAsync($"{address}/events", Cancel);
        var seen = await events.Content.ReadAsStringAsync(Cancel);
        if (answer.StatusCode == HttpStatusCode.Forbidden)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Equal("monitoring-denied", problem.GetProperty("code").GetString());
            Assert.Equal(HttpStatusCode.Forbidden, events.StatusCode);
            Assert.DoesNotContain(words, seen, StringComparison.Ordinal);
            return new Answer(false, problem.GetProperty("decisionId").GetGuid());
        }
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var following = (await answer.Content.ReadFromJsonAsync<MonitoringView>(Cancel))!.Following!;
        Assert.Equal(purpose != "crime", following.Started);
        Assert.Equal(following.Started, seen.Contains(words, StringComparison.Ordinal));
        using var stopped = await asker.Session.Http.PostAsync($"{address}/stop", null, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        return new Answer(true, following.DecisionId);
    }

    private static bool IsRestrictedNotice(JsonElement obligation) => obligation.GetString() == "restricted-notice";

    /// <summary>Has a denial approved by a second person.</summary>
    /// <returns>Whether it could be asked for.</returns>
    private static async Task<bool> ApproveAsync(AdviserClient asker, AdviserClient approver, Answer answer)
    {
        using var request = await asker.Session.Http.PostAsJsonAsync(
            "/api/approvals",
            new { decisionId = answer.DecisionId },
            Cancel
        );
        if (request.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
        request.EnsureSuccessStatusCode();
        var id = (await request.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        using var approved = await approver.Session.Http.PostAsync($"/api/approvals/{id}/approve", null, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
        return true;
    }

    /// <summary>What the policy service has decided on the chats, whoever asked.</summary>
    private async Task<Dictionary<Guid, bool>> DecidedAsync(params Guid[] chats)
    {
        await using var source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync("policies", Cancel));
        await using var command = source.CreateCommand(
            "select id, outcome = 'permit' from policy.decisions where resource_id = any($1)"
        );
        command.Parameters.AddWithValue(chats.Select(chat => chat.ToString()).ToArray());
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var decided = new Dictionary<Guid, bool>();
        while (await reader.ReadAsync(Cancel))
        {
            decided.Add(reader.GetGuid(0), reader.GetBoolean(1));
        }
        return decided;
    }

    private sealed record Answer(bool Permitted, Guid DecisionId);
}
