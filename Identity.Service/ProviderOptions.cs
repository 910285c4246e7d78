using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.HttpOverrides;

namespace WebchatAspire.Identity.Service;

/// <summary>The settings of this provider, section <c>Identity</c>.</summary>
internal sealed class ProviderOptions
{
    public const string Section = "Identity";

    /// <summary>What stands as issuer in tokens: the gateway's public address and <c>/identity/</c>.</summary>
    [Required]
    public required Uri Issuer { get; init; }

    /// <summary>32 bytes in base64 that seal the keys in the database.</summary>
    [Required]
    public required string KeyProtection { get; init; }
}

/// <summary>What the command <c>migrate</c> needs on top, to seed clients and demo staff.</summary>
internal sealed class SeedOptions
{
    /// <summary>The gateway's public address, such as <c>http://localhost:8080</c>.</summary>
    [Required]
    public required Uri GatewayUrl { get; init; }

    /// <summary>By client id: <c>gateway</c>, <c>chat-api</c>, <c>recording</c>.</summary>
    public Dictionary<string, ClientOptions> Clients { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The password of all demo staff. Without it, or outside Development, there are none.</summary>
    public string? DemoPassword { get; init; }
}

internal sealed class ClientOptions
{
    public string? Secret { get; init; }
}

internal static class ProviderOptionsExtensions
{
    public static void AddProviderOptions(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<ProviderOptions>()
            .BindConfiguration(ProviderOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        // The gateway passes the public host on as Host; the scheme and the client's address it can only tell in headers.
        // Nobody but the gateway and the services reaches this process, so the peer needs no list of known proxies.
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedFor;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        });
    }
}
