using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>
/// A decision point that answers what a test tells it to, and keeps what was begun and stopped as the real one does. By
/// default all is permitted for half an hour.
/// </summary>
internal sealed class DecisionPoint
{
    private readonly ConcurrentDictionary<Guid, OpenMonitoring> _open = new();
    private readonly ConcurrentQueue<(Guid DecisionId, string EndedBy)> _stops = new();

    /// <summary>Answers <c>POST /access/v1/evaluation</c>.</summary>
    public Func<HttpContext, Task> Evaluation { get; set; } = Permit(DateTimeOffset.UtcNow.AddMinutes(30));

    /// <summary>The code with which starts are refused; null for none.</summary>
    public string? StartRefusal { get; set; }

    /// <summary>Nothing about starts and stops is answered.</summary>
    public bool IsAway { get; set; }

    /// <summary>The last evaluation's context.</summary>
    public JsonElement Context { get; private set; }

    /// <summary>What the last evaluation said of the chat.</summary>
    public JsonElement Resource { get; private set; }

    /// <summary>The token of the person on whose behalf was asked last.</summary>
    public string? SubjectToken { get; private set; }

    /// <summary>The stops that were entered: one for each start.</summary>
    public IReadOnlyList<string> StopsOf(Guid decisionId) =>
        [.. _stops.Where(stop => stop.DecisionId == decisionId).Select(stop => stop.EndedBy)];

    public bool IsOpen(Guid decisionId) => _open.ContainsKey(decisionId);

    /// <summary>The permit is no longer one, as when a restriction is lifted.</summary>
    public void Withdraw(Guid decisionId) => _open[decisionId] = _open[decisionId] with { Permitted = false };

    public void Reset()
    {
        (Evaluation, StartRefusal, IsAway) = (Permit(DateTimeOffset.UtcNow.AddMinutes(30)), null, false);
    }

    public static Func<HttpContext, Task> Permit(DateTimeOffset? until, params string[] obligations) =>
        Decide(true, ReasonCodes.Permitted, until, [.. obligations.Select(id => new Obligation(id))]);

    public static Func<HttpContext, Task> Deny(string reasonCode, params Obligation[] obligations) =>
        Decide(false, reasonCode, null, obligations);

    public static Task Unavailable(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    public void Map(WebApplication app)
    {
        app.MapPost("/access/v1/evaluation", (RequestDelegate)EvaluateAsync);
        app.MapPost("/api/ledger/monitorings", (RequestDelegate)StartAsync);
        app.MapPost("/api/ledger/monitorings/stop", (RequestDelegate)StopAsync);
        app.MapGet(
            "/api/ledger/monitorings",
            (RequestDelegate)(
                http =>
                    IsAway ? Unavailable(http) : http.Response.WriteAsJsonAsync(new OpenMonitorings([.. _open.Values]))
            )
        );
    }

    private async Task EvaluateAsync(HttpContext http)
    {
        var question = await http.Request.ReadFromJsonAsync<JsonElement>();
        Context = question.GetProperty("context");
        Resource = question.GetProperty("resource").GetProperty("properties");
        SubjectToken = http.Request.Headers[ServiceHeaders.SubjectToken];
        await Evaluation(http);
    }

    private async Task StartAsync(HttpContext http)
    {
        var entry = (await http.Request.ReadFromJsonAsync<ReadEntryRequest>())!;
        if (IsAway)
        {
            await Unavailable(http);
        }
        else if (StartRefusal is { } refusal)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsJsonAsync(new { code = refusal });
        }
        else
        {
            _open[entry.DecisionId] = new OpenMonitoring(
                entry.DecisionId,
                entry.ChatId,
                DateTimeOffset.UtcNow,
                Permitted: true
            );
            await http.Response.WriteAsJsonAsync(new ReadEntryResponse(8));
        }
    }

    private async Task StopAsync(HttpContext http)
    {
        var stop = (await http.Request.ReadFromJsonAsync<MonitoringStopRequest>())!;
        if (IsAway)
        {
            await Unavailable(http);
            return;
        }
        var isFirst = _open.TryRemove(stop.DecisionId, out _);
        if (isFirst)
        {
            _stops.Enqueue((stop.DecisionId, stop.EndedBy));
        }
        await http.Response.WriteAsJsonAsync(new MonitoringStopResponse(9, 1, Repeated: !isFirst));
    }

    private static Func<HttpContext, Task> Decide(
        bool permit,
        string reasonCode,
        DateTimeOffset? until,
        Obligation[] obligations
    ) =>
        http =>
            http.Response.WriteAsJsonAsync(
                new EvaluationResponse(
                    permit,
                    new DecisionContext(
                        Guid.CreateVersion7(),
                        7,
                        "2026.1",
                        "P2",
                        reasonCode,
                        obligations,
                        until,
                        ["purposes/quality/grants/0"],
                        []
                    )
                )
            );
}
