using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WebchatAspire.Testing.Telemetry.Otlp;

namespace WebchatAspire.Testing.Telemetry;

/// <summary>A span with the service that sent it.</summary>
/// <param name="Source">The activity source.</param>
public sealed record ReceivedSpan(string Service, string Source, Span Span)
{
    public string TraceId => Convert.ToHexStringLower(Span.TraceId.Span);
    public string SpanId => Convert.ToHexStringLower(Span.SpanId.Span);
    public string ParentId => Convert.ToHexStringLower(Span.ParentSpanId.Span);

    public string? this[string attribute] =>
        Span.Attributes.FirstOrDefault(pair => pair.Key == attribute)?.Value is { } value
            ? value.ValueCase switch
            {
                AnyValue.ValueOneofCase.StringValue => value.StringValue,
                AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                ),
                AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
                _ => value.DoubleValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
            : null;
}

/// <summary>Takes what the services export by OTLP over HTTP and keeps it, parsed and as it came.</summary>
public sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<Metric> _metrics = new();
    private readonly ConcurrentDictionary<string, int> _metricExports = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<byte[]> _payloads = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private TelemetryReceiver(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single());

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyCollection<Metric> Metrics => _metrics;

    public static async Task<TelemetryReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var receiver = new TelemetryReceiver(app);
        app.MapPost("/v1/traces", request => receiver.TakeAsync(request, receiver.TakeTraces));
        app.MapPost("/v1/metrics", request => receiver.TakeAsync(request, receiver.TakeMetrics));
        app.MapPost("/v1/logs", request => receiver.TakeAsync(request, _ => { }));
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until what has arrived fulfils the condition.</summary>
    public async Task<T> WaitForAsync<T>(
        Func<IReadOnlyCollection<ReceivedSpan>, T?> find,
        CancellationToken cancellationToken
    )
        where T : class
    {
        while (true)
        {
            if (find(_spans) is { } found)
            {
                return found;
            }
            await _arrived.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Waits until each of the services has sent its metrics twice more. They go out less often than spans and logs, so
    /// whatever was said before has arrived by then.
    /// </summary>
    public async Task SettleAsync(IEnumerable<string> services, CancellationToken cancellationToken)
    {
        var wanted = services.ToDictionary(name => name, name => Exports(name) + 2);
        while (wanted.Any(pair => Exports(pair.Key) < pair.Value))
        {
            await _arrived.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether the text, in whatever case, stands anywhere in any span, metric or log that has arrived.</summary>
    public bool Contains(string text) =>
        _payloads.Any(payload => Encoding.Latin1.GetString(payload).Contains(text, StringComparison.OrdinalIgnoreCase));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var payload = body.ToArray();
        _payloads.Enqueue(payload);
        take(payload);
        _arrived.Release();
        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeTraces(byte[] payload)
    {
        foreach (var resource in Parse(payload, TracesData.Parser).ResourceSpans)
        {
            var service = ServiceName(resource.Resource);
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    _spans.Enqueue(new ReceivedSpan(service, scope.Scope.Name, span));
                }
            }
        }
    }

    private void TakeMetrics(byte[] payload)
    {
        foreach (var resource in Parse(payload, MetricsData.Parser).ResourceMetrics)
        {
            foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
            {
                _metrics.Enqueue(metric);
            }
            _metricExports.AddOrUpdate(ServiceName(resource.Resource), 1, (_, count) => count + 1);
        }
    }

    private int Exports(string service) => _metricExports.GetValueOrDefault(service);

    private static string ServiceName(Resource resource) =>
        resource.Attributes.First(pair => pair.Key == "service.name").Value.StringValue;

    private static T Parse<T>(byte[] payload, MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(payload);
}
