using Microsoft.Extensions.Configuration;

namespace WebchatAspire.ServiceDefaults.Embedding;

/// <summary>The origins whose pages may show the residents' pages in a frame, <c>Embedding:Origins:0</c> and on.</summary>
public static class EmbedOrigins
{
    public const string Key = "Embedding:Origins";

    /// <summary>The list; empty where nobody may.</summary>
    /// <exception cref="InvalidOperationException">An entry is no origin as browsers write it (RFC 6454).</exception>
    public static IReadOnlyList<string> Read(IConfiguration configuration) =>
        [.. configuration.GetSection(Key).GetChildren().Select(entry => Checked(entry.Path, entry.Value))];

    private static string Checked(string key, string? value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && value == Origin(address)
            ? value
            : throw new InvalidOperationException(
                $"{key} is '{value}': it has to be an origin as browsers write it, such as https://www.council.example, "
                    + "without path, wildcard or default port."
            );

    private static string Origin(Uri address) =>
        address.IsDefaultPort
            ? $"{address.Scheme}://{address.IdnHost}"
            : $"{address.Scheme}://{address.IdnHost}:{address.Port}";
}
