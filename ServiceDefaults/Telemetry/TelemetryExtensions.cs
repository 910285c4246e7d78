using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace WebchatAspire.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const int MetricSeries = 400;

    private static readonly FrozenSet<string> Assets = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".css",
        ".js",
        ".map",
        ".svg",
        ".png",
        ".ico",
        ".woff",
        ".woff2"
    );

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.EnableRedaction();
        // Whatever is classified, by whichever taxonomy, is erased.
        builder.Services.AddRedaction(redaction => redaction.SetFallbackRedactor<ErasingRedactor>());
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);

        var messageRatio = builder.Configuration.GetValue("Telemetry:MessageSampling", 1.0);
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter(TelemetryNames.Sources)
                    .AddView(Bounded)
            )
            .WithTracing(tracing =>
                tracing
                    .SetSampler(new ParentBasedSampler(new WebchatSampler(messageRatio)))
                    .AddSource(TelemetryNames.Sources)
                    .AddSource("Microsoft.AspNetCore.SignalR.Server")
                    .AddAspNetCoreInstrumentation(options =>
                    {
                        options.Filter = context => !IsProbe(context.Request.Path) && !IsAsset(context.Request.Path);
                        // A form's event would start a trace of its own in the middle of the request's (law 4).
                        options.EnableRazorComponentsSupport = false;
                    })
                    .AddGrpcClientInstrumentation()
                    .AddHttpClientInstrumentation(options => options.EnrichWithHttpResponseMessage = ClearRefusal)
            );
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
        }
    }

    /// <summary>
    /// Each frame of each connection rents and returns memory; counting that costs more than it tells. Of all others room
    /// is kept from the start for every set of attributes that there may be, and none comes near the default of 2,000.
    /// </summary>
    private static MetricStreamConfiguration Bounded(Instrument instrument) =>
        instrument.Meter.Name == "Microsoft.AspNetCore.MemoryPool"
            ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration { CardinalityLimit = MetricSeries };

    /// <summary>
    /// The conventions make every 4xx an error of the caller's span. Here "no" is an answer like another, a denied
    /// retrieval above all; what failed is the 5xx.
    /// </summary>
    private static void ClearRefusal(Activity activity, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is >= 400 and < 500)
        {
            activity.SetStatus(ActivityStatusCode.Unset);
        }
    }

    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments(Extensions.HealthPath, StringComparison.Ordinal)
        || path.StartsWithSegments(Extensions.AlivePath, StringComparison.Ordinal);

    /// <summary>Style sheets, scripts, fonts and pictures: a dozen with each page, and nobody's business.</summary>
    private static bool IsAsset(PathString path) => Assets.Contains(Path.GetExtension(path.Value ?? ""));
}
