using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Testing;
using WebchatAspire.Testing.Telemetry;
using Xunit;

namespace WebchatAspire.Stack.Tests;

/// <summary>Following a live chat on the whole stack: one trace, the ledger, and the resident's access log.</summary>
public sealed class MonitoringTests(StackFixture stack)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.OneTest)]
    public async Task Laws_3_4_and_7_A_chat_that_is_followed_for_quality_is_one_trace_in_the_ledger_and_seen_by_its_resident()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        await chat.Adviser.Session.PostAsync<SentMessage>(
            $"/api/chats/{chat.Id}/monitoring-requests",
            new { messageId = Guid.CreateVersion7() },
            Cancel
        );
        using var supervisor = await stack.SignInAsync("supervisor.housing", Cancel);

        var view = await supervisor.Session.PostAsync<MonitoringView>(
            $"/api/chats/{chat.Id}/monitoring",
            new NewMonitoring("quality", null),
            Cancel
        );
        await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), "It is cold.");
        var page = await supervisor.Session.GetAsync<EventPage>($"/api/chats/{chat.Id}/monitoring/events", Cancel);
        using var stopped = await supervisor.Session.Http.PostAsync(
            $"/api/chats/{chat.Id}/monitoring/stop",
            null,
            Cancel
        );

        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        Assert.Equal("It is cold.", page.Events.Single(happened => happened.Kind == EventKinds.Message).Text);
        var decision = view.Following!.DecisionId;
        Assert.Equal(["decision", "monitoring-start", "monitoring-stop"], await KindsAsync(decision));
        var use = Assert.Single((await AccessLogAsync(chat.Resident)).EnumerateArray());
        Assert.Equal(
            ("monitoring-start", "quality", "supervisor"),
            (
                use.GetProperty("kind").GetString(),
                use.GetProperty("purpose").GetString(),
                use.GetProperty("role").GetString()
            )
        );
        var monitor = await SpanAsync(decision);
        Assert.Equal("stopped", monitor["webchat.outcome"]);
        Assert.Contains(monitor.Span.Links, link => link.TraceId == monitor.Span.TraceId);
        await stack.Telemetry.WaitForAsync(
            spans =>
            {
                var trace = spans.Where(span => span.TraceId == monitor.TraceId).ToList();
                return
                    trace.Exists(span => span.Service == "gateway")
                    && trace.Exists(span => span.Span.Name == "webchat.chat.enforce")
                    && trace.Exists(span => span.Span.Name == "webchat.policy.evaluate")
                    && trace.Count(span => span.Span.Name == "webchat.ledger.append") == 3
                    ? trace
                    : null;
            },
            Cancel
        );
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_3_Without_the_advisers_ask_a_supervisor_is_denied_and_sees_nothing()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var supervisor = await stack.SignInAsync("supervisor.housing", Cancel);

        using var denied = await supervisor.Session.Http.PostAsJsonAsync(
            $"/api/chats/{chat.Id}/monitoring",
            new NewMonitoring("quality", null),
            Cancel
        );

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        var problem = await denied.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("sampling-or-ask-needed", problem.GetProperty("reasonCode").GetString());
        Assert.Equal(["decision"], await KindsAsync(problem.GetProperty("decisionId").GetGuid()));
        using var events = await supervisor.Session.Http.GetAsync($"/api/chats/{chat.Id}/monitoring/events", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, events.StatusCode);
        Assert.Empty((await AccessLogAsync(chat.Resident)).EnumerateArray());
    }

    private Task<ReceivedSpan> SpanAsync(Guid decision) =>
        stack.Telemetry.WaitForAsync(
            spans =>
                spans.FirstOrDefault(span =>
                    span.Span.Name == "webchat.chat.monitor" && span["webchat.decision.id"] == decision.ToString()
                ),
            Cancel
        );

    private static async Task<JsonElement> AccessLogAsync(ResidentClient resident)
    {
        var log = await resident.Session.Http.GetFromJsonAsync<JsonElement>(
            $"/api/chats/{resident.ChatId}/access-log",
            Cancel
        );
        return log.GetProperty("log").GetProperty("uses");
    }

    private async Task<List<string>> KindsAsync(Guid decision)
    {
        await using var source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync("policies", Cancel));
        await using var command = source.CreateCommand(
            "select kind from ledger.entries where decision_id = $1 order by index"
        );
        command.Parameters.AddWithValue(decision.ToString());
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var kinds = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            kinds.Add(reader.GetString(0));
        }
        return kinds;
    }
}
