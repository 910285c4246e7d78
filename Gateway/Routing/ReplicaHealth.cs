using WebchatAspire.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace WebchatAspire.Gateway.Routing;

/// <summary>
/// Which replica of a service is asked. One whose connections fail is left out at once; one that is frozen or cut off,
/// which accepts connections and answers nothing, is found out by its probe. Where none is left all are asked, as a wrong
/// answer of the probes must not close the service.
/// </summary>
internal static class ReplicaHealth
{
    /// <summary>Also how long a replica is left out after its connections failed.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Probing = TimeSpan.FromSeconds(1);

    /// <summary>A host that is gone answers nothing, which would otherwise take as long as the system's own patience.</summary>
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(2);

    public static HealthCheckConfig Checks { get; } =
        new()
        {
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Passive = new PassiveHealthCheckConfig
            {
                Enabled = true,
                Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
                ReactivationPeriod = Window,
            },
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = Extensions.AlivePath,
                Interval = Probing,
                Timeout = Probing,
            },
        };

    public static void AddReplicaHealth(this IReverseProxyBuilder proxy)
    {
        proxy.Services.Configure<TransportFailureRateHealthPolicyOptions>(options =>
        {
            options.DetectionWindowSize = Window;
            options.MinimalTotalCountThreshold = 3;
        });
        proxy.Services.Configure<ConsecutiveFailuresHealthPolicyOptions>(options => options.DefaultThreshold = 2);
        proxy.ConfigureHttpClient((_, handler) => handler.ConnectTimeout = Connecting);
    }
}
