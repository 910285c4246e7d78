using System.Net;
using Npgsql;
using WebchatAspire.ChatClient;
using WebchatAspire.Testing;
using WebchatAspire.Testing.Telemetry;
using WebchatAspire.Testing.Telemetry.Otlp;
using Xunit;

namespace WebchatAspire.Stack.Tests;

/// <summary>Laws 4 and 5: what telemetry shows, and what it must not.</summary>
public sealed class TraceTests(StackFixture stack)
{
    /// <summary>Status codes of the OpenTelemetry protocol.</summary>
    private const int Unset = 0;
    private const int Error = 2;

    private static readonly string[] Services = ["gateway", "frontend", "chat-api", "recording", "policy", "identity"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_4_A_permitted_retrieval_is_one_trace_from_the_gateway_to_the_ledger_and_the_text()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var caseReference = await stack.OpenCaseAsync(chat.Reference, Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var page = await StaffPage.OpenAsync(officer.Session, $"/staff/recordings/{chat.Id}", Cancel);

        var shown = await page.RetrieveAsync("complaint", caseReference, "Checking what was promised.", Cancel);

        Assert.Contains("The boiler has stopped.", shown, StringComparison.Ordinal);
        // The decision and the reading.
        var trace = await TraceAsync("permit", chat.Id, "webchat.recording.read", ledgerEntries: 2);
        AssertEdge(trace, ("gateway", null), ("frontend", null));
        AssertEdge(trace, ("frontend", null), ("recording", null));
        AssertEdge(trace, ("recording", null), ("recording", "webchat.recording.enforce"));
        AssertEdge(trace, ("recording", "webchat.recording.enforce"), ("policy", "webchat.policy.evaluate"));
        AssertEdge(trace, ("policy", "webchat.policy.evaluate"), ("policy", "webchat.ledger.append"));
        AssertEdge(trace, ("recording", null), ("recording", "webchat.recording.read"));
        await LedgerBatchAsync(trace);
        Assert.Contains(trace, span => span.Service == "recording" && span.Source == "Npgsql");
        Assert.Equal(2, trace.Count(span => span.Span.Name == "webchat.ledger.append"));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_4_A_denied_retrieval_is_one_trace_too_and_no_error()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var page = await StaffPage.OpenAsync(officer.Session, $"/staff/recordings/{chat.Id}", Cancel);

        var shown = await page.RetrieveAsync("complaint", "NO-SUCH-CASE", "Checking what was promised.", Cancel);

        Assert.DoesNotContain("The boiler has stopped.", shown, StringComparison.Ordinal);
        Assert.Contains("P16", shown, StringComparison.Ordinal);
        var trace = await TraceAsync("deny", chat.Id, "webchat.recording.enforce");
        AssertEdge(trace, ("gateway", null), ("frontend", null));
        AssertEdge(trace, ("recording", "webchat.recording.enforce"), ("policy", "webchat.policy.evaluate"));
        AssertEdge(trace, ("policy", "webchat.policy.evaluate"), ("policy", "webchat.ledger.append"));
        Assert.DoesNotContain(trace, span => span.Span.Name == "webchat.recording.read");
        Assert.All(trace.Where(IsOurs), span => Assert.Equal(Unset, span.Span.Status?.Code ?? Unset));
        Assert.All(trace, span => Assert.NotEqual(Error, span.Span.Status?.Code ?? Unset));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_message_is_visible_from_the_hub_through_its_batch_to_PostgreSQL()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var message = Guid.CreateVersion7();
        await chat.ResidentLine.SendAsync(chat.Id, message, "Two rooms are cold.");
        await chat.AdviserSaw.WaitForAsync(message, Cancel);

        var batch = await stack.Telemetry.WaitForAsync(
            spans =>
                spans.LastOrDefault(span =>
                    span.Span.Name == "webchat.append_batch"
                    && span.Span.Links.Any(link =>
                        spans.Any(send =>
                            send.Span.SpanId == link.SpanId && send["webchat.chat.id"] == chat.Id.ToString()
                        )
                    )
                ),
            Cancel
        );
        var trace = await stack.Telemetry.WaitForAsync(
            spans =>
            {
                var found = spans.Where(span => span.TraceId == batch.TraceId).ToList();
                return found.Exists(span => span.Service == "recording" && span.Source == "Npgsql") && IsWhole(found)
                    ? found
                    : null;
            },
            Cancel
        );
        AssertEdge(trace, ("chat-api", "webchat.append_batch"), ("recording", null));
        await stack.Telemetry.WaitForAsync(
            spans =>
                spans.FirstOrDefault(span =>
                    span.Span.Name == "webchat.publish"
                    && batch.Span.Links.Any(link => link.SpanId == span.Span.ParentSpanId)
                ),
            Cancel
        );
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_5_No_name_no_message_and_no_justification_is_in_any_telemetry_or_ledger_row()
    {
        const string Name = "Zebediah Quillfeather";
        const string Text = "My zanzibarine radiator is leaking.";
        const string Justification = "Resident rang about the xylographic radiator.";
        await using var chat = await stack.StartChatAsync(Cancel, Text, Name);
        await chat.AdviserLine.SendAsync(chat.Id, Guid.CreateVersion7(), "Which zanzibarine room is it in?");
        await chat.AdviserLine.JoinAsync("the zanzibarine chat of Quillfeather");
        var caseReference = await stack.OpenCaseAsync(chat.Reference, Cancel);
        using (var officer = await stack.SignInAsync("records.officer", Cancel))
        {
            var (_, retrieval) = await officer.RetrieveAsync(
                chat.Id,
                caseReference,
                Cancel,
                justification: Justification
            );
            var (status, transcript) = await officer.ReadAsync(retrieval, Cancel);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("zanzibarine", transcript, StringComparison.Ordinal);
            var page = await StaffPage.OpenAsync(officer.Session, $"/staff/recordings/{chat.Id}", Cancel);
            await page.RetrieveAsync("complaint", "NO-SUCH-CASE", Justification, Cancel);
            await TraceAsync("deny", chat.Id, "webchat.recording.enforce");
            using var signedOut = await officer.Session.Http.PostAsync("/sign-out", content: null, Cancel);
            Assert.True(signedOut.IsSuccessStatusCode);
        }
        await stack.Telemetry.SettleAsync(Services, Cancel);

        // The receiver does hold what this chat sent, so the absence of the rest means something.
        Assert.True(stack.Telemetry.Contains(chat.Id.ToString()));
        string[] marked = ["Quillfeather", "zanzibarine", "xylographic"];
        // The staff who took part, their password, and how every token begins.
        string[] staff = ["Okafor", "Penhaligon", "Marguerite", StackFixture.DemoPassword, "eyJhbGciOi"];
        Assert.All([.. marked, .. staff], word => Assert.False(stack.Telemetry.Contains(word), word));
        Assert.All(
            await LedgerRowsAsync(),
            row => Assert.All(marked, word => Assert.DoesNotContain(word, row, StringComparison.OrdinalIgnoreCase))
        );
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task No_query_of_an_address_is_in_a_span()
    {
        using (var officer = await stack.SignInAsync("records.officer", Cancel))
        {
            using var signedOut = await officer.Session.Http.PostAsync("/sign-out", content: null, Cancel);
        }
        await stack.Telemetry.SettleAsync(Services, Cancel);

        var queries = stack
            .Telemetry.Spans.SelectMany(span => new[] { span["url.query"], Query(span["url.full"]) })
            .OfType<string>()
            .Distinct()
            .ToList();
        Assert.NotEmpty(queries);
        // ASP.NET Core keeps the names of the parameters, the client nothing but the question mark.
        string[] erased = ["Redacted", "*"];
        Assert.All(
            queries.SelectMany(query => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)),
            part => Assert.Contains(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..], erased)
        );

        static string? Query(string? address) => address?.Split('?', 2) is [_, var query] ? query : null;
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Every_span_metric_and_attribute_is_in_the_registry()
    {
        await using (var chat = await stack.StartChatAsync(Cancel))
        {
            await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), "For the registry.");
            await chat.ResidentLine.EndAsync(chat.Id);
            var caseReference = await stack.OpenCaseAsync(chat.Reference, Cancel);
            using var officer = await stack.SignInAsync("records.officer", Cancel);
            var (_, retrieval) = await officer.RetrieveAsync(chat.Id, caseReference, Cancel);
            await officer.ReadAsync(retrieval, Cancel);
            await officer.RetrieveAsync(chat.Id, "NO-SUCH-CASE", Cancel);
        }
        await stack.Telemetry.SettleAsync(Services, Cancel);

        var registry = TelemetryRegistry.Read();
        var spans = stack.Telemetry.Spans;
        var metrics = stack.Telemetry.Metrics;
        string[] expected = ["webchat.append.duration", "webchat.recording.read", "webchat.policy.evaluate"];
        var seen = spans.Select(span => span.Span.Name).Concat(metrics.Select(metric => metric.Name)).ToHashSet();
        Assert.All(expected, name => Assert.Contains(name, seen));
        var names = spans
            .Select(span => span.Source)
            .Concat(spans.Where(IsOurs).Select(span => span.Span.Name))
            .Concat(spans.SelectMany(span => span.Span.Attributes).Select(pair => pair.Key))
            .Concat(spans.SelectMany(span => span.Span.Events).SelectMany(e => e.Attributes).Select(pair => pair.Key))
            .Concat(metrics.Select(metric => metric.Name))
            .Concat(
                metrics
                    .Where(metric => metric.Name.StartsWith("webchat.", StringComparison.Ordinal))
                    .SelectMany(AttributesOf)
            );
        string[] unknown = [.. names.Distinct().Where(name => !registry.Has(name)).Order()];
        Assert.True(unknown.Length == 0, $"Not in docs/telemetry.md: {string.Join(", ", unknown)}");
    }

    private static bool IsOurs(ReceivedSpan span) => span.Source.StartsWith("WebchatAspire.", StringComparison.Ordinal);

    private static IEnumerable<string> AttributesOf(Metric metric) =>
        (metric.Gauge?.DataPoints ?? metric.Sum?.DataPoints ?? [])
            .SelectMany(point => point.Attributes)
            .Concat((metric.Histogram?.DataPoints ?? []).SelectMany(point => point.Attributes))
            .Select(pair => pair.Key);

    /// <summary>The whole trace of a decision on a chat, once its last span has arrived.</summary>
    private Task<List<ReceivedSpan>> TraceAsync(string decision, Guid chat, string last, int ledgerEntries = 1) =>
        stack.Telemetry.WaitForAsync(
            spans =>
            {
                var decided = spans.FirstOrDefault(span =>
                    span.Span.Name == "webchat.recording.enforce"
                    && span["webchat.decision"] == decision
                    && span["webchat.chat.id"] == chat.ToString()
                );
                var trace = spans.Where(span => span.TraceId == decided?.TraceId).ToList();
                var complete =
                    trace.Exists(span => span.Span.Name == last)
                    && trace.Count(span => span.Span.Name == "webchat.ledger.append") >= ledgerEntries
                    && IsWhole(trace);
                return complete ? trace : null;
            },
            Cancel
        );

    /// <summary>Each service sends its own spans in its own time: whole is a trace in which nobody misses a parent.</summary>
    private static bool IsWhole(List<ReceivedSpan> trace)
    {
        var ids = trace.Select(span => span.SpanId).Append(string.Empty).ToHashSet();
        return trace.TrueForAll(span => ids.Contains(span.ParentId));
    }

    /// <summary>The commit that carried an entry of the trace may have carried others' too: it links to them, with its SQL below it.</summary>
    private Task<ReceivedSpan> LedgerBatchAsync(List<ReceivedSpan> trace) =>
        stack.Telemetry.WaitForAsync(
            spans =>
                spans.FirstOrDefault(batch =>
                    batch.Span.Name == "webchat.ledger.batch"
                    && batch.Span.Links.Any(link => trace.Exists(span => span.Span.SpanId == link.SpanId))
                    && spans.Any(below =>
                        below.TraceId == batch.TraceId && below.Service == "policy" && below.Source == "Npgsql"
                    )
                ),
            Cancel
        );

    /// <summary>A span of the second service has one of the first among its ancestors.</summary>
    private static void AssertEdge(
        List<ReceivedSpan> trace,
        (string Service, string? Name) parent,
        (string Service, string? Name) child
    )
    {
        var byId = trace.ToDictionary(span => span.SpanId);
        bool Is(ReceivedSpan span, (string Service, string? Name) wanted) =>
            span.Service == wanted.Service && (wanted.Name is null || span.Span.Name == wanted.Name);
        IEnumerable<ReceivedSpan> Ancestors(ReceivedSpan span)
        {
            while (byId.TryGetValue(span.ParentId, out var above))
            {
                yield return span = above;
            }
        }
        Assert.True(
            trace.Exists(span => Is(span, child) && Ancestors(span).Any(above => Is(above, parent))),
            $"No edge {parent} → {child} in:\n"
                + string.Join(
                    '\n',
                    trace.Select(span => $"{span.SpanId} < {span.ParentId} {span.Service} {span.Span.Name}")
                )
        );
    }

    private async Task<List<string>> LedgerRowsAsync()
    {
        await using var source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync("policies", Cancel));
        await using var command = source.CreateCommand(
            "select e::text || coalesce(d::text, '') from ledger.entries e left join ledger.details d using (index)"
        );
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetString(0));
        }
        Assert.NotEmpty(rows);
        return rows;
    }
}
