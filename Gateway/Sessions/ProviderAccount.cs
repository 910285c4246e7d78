using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Asks the provider for somebody by their own access token (userinfo; OpenID Connect Core, 5.3), which it refuses where the
/// account was disabled or locked meanwhile. A userinfo endpoint on another host than the issuer's takes tokens made for
/// that host, as Entra ID's does, and is not asked: there the next renewal of the token finds out.
/// </summary>
internal sealed class ProviderAccount(IOptionsMonitor<OpenIdConnectOptions> signIn, IOptions<ProviderOptions> provider)
{
    private const string InvalidToken = "invalid_token";

    /// <returns>True if the provider says no; not if it says nothing.</returns>
    /// <exception cref="HttpRequestException">It cannot be asked.</exception>
    public async Task<bool> RefusesAsync(string accessToken, CancellationToken cancellationToken)
    {
        var options = signIn.Get(OpenIdConnectDefaults.AuthenticationScheme);
        var metadata = await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        if (
            !Uri.TryCreate(metadata.UserInfoEndpoint, UriKind.Absolute, out var endpoint)
            || endpoint.Authority != provider.Value.Issuer.Authority
        )
        {
            return false;
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await options.Backchannel.SendAsync(request, cancellationToken);
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || response.Headers.WwwAuthenticate.Any(challenge =>
                challenge.Parameter?.Contains(InvalidToken, StringComparison.Ordinal) is true
            );
    }
}
