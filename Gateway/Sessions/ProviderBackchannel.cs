using Microsoft.Extensions.Options;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// The gateway's own calls to the provider: metadata, keys, tokens. Where the provider has an address inside the
/// deployment they go there, under the public host name, so that what the provider answers names public addresses.
/// </summary>
internal sealed class ProviderBackchannel(IOptions<ProviderOptions> provider, IHttpMessageHandlerFactory handlers)
{
    public HttpMessageHandler CreateHandler() => new Redirecting(provider.Value, handlers.CreateHandler("provider"));

    private sealed class Redirecting(ProviderOptions provider, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var issuer = provider.Issuer;
            if (
                provider.MetadataAddress is { } inside
                && request.RequestUri is { } address
                && Uri.Compare(
                    address,
                    issuer,
                    UriComponents.SchemeAndServer,
                    UriFormat.Unescaped,
                    StringComparison.OrdinalIgnoreCase
                ) == 0
            )
            {
                request.Headers.Host = issuer.Authority;
                request.Headers.Add("X-Forwarded-Proto", issuer.Scheme);
                request.RequestUri = new Uri(new Uri(inside.GetLeftPart(UriPartial.Authority)), address.PathAndQuery);
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}
