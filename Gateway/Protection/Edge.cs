using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using WebchatAspire.Gateway.Sessions;

namespace WebchatAspire.Gateway.Protection;

/// <summary>What holds for every request at the border between the public network and ours.</summary>
internal static class Edge
{
    /// <summary>CIDR ranges of load balancers in front of the gateway; only their forwarded headers are believed.</summary>
    private const string TrustedProxies = "Gateway:TrustedProxies";

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            var trusted = builder.Configuration.GetSection(TrustedProxies).Get<string[]>() ?? [];
            // Said also where it is 'none': the host may have been told to believe everybody
            // (ASPNETCORE_FORWARDEDHEADERS_ENABLED), which many platforms do unasked.
            options.ForwardedHeaders =
                trusted.Length == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var range in trusted)
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(range));
            }
        });

        // Traces begin here. A traceparent from outside could switch sampling off for a retrieval (law 4) or tie our
        // traces to a stranger's; baggage could carry anything. Both the host and its instrumentation have to be told:
        // with another text map propagator the latter would read the headers again.
        builder.Services.AddSingleton<DistributedContextPropagator>(
            new EdgePropagator(DistributedContextPropagator.CreateW3CPropagator())
        );
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddSecurityHeaders();
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders(app.Services.GetRequiredService<IOptions<ProviderOptions>>().Value.Issuer);
        app.UseNoStore();
    }
}

/// <summary>Takes no trace context in, and passes ours on.</summary>
internal sealed class EdgePropagator(DistributedContextPropagator inner) : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    )
    {
        traceId = null;
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier,
        PropagatorGetterCallback? getter
    ) => null;
}
