using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.Net.Http.Headers;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.ServiceDefaults.Tokens;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace WebchatAspire.Gateway.Routing;

/// <summary>What of a request goes on to a service, what the gateway adds, and what it adds to the answer.</summary>
internal static class UpstreamRequest
{
    /// <summary>
    /// Headers that only services may send each other, or that would carry a stranger's trace context. The gateway's own
    /// <c>traceparent</c> is written later, when the request is sent.
    /// </summary>
    private static readonly string[] NotFromOutside =
    [
        ServiceHeaders.SubjectToken,
        "baggage",
        "Correlation-Context",
        "traceparent",
        "tracestate",
        "Request-Id",
    ];

    private const string Secure = "secure";

    public static void Transform(TransformBuilderContext route)
    {
        // The public host, so that absolute addresses in answers are public ones.
        route.AddOriginalHost();
        route.AddRequestTransform(request =>
        {
            foreach (var header in NotFromOutside)
            {
                request.ProxyRequest.Headers.Remove(header);
            }
            HideOwnCookies(request);
            HandOverToken(request);
            return ValueTask.CompletedTask;
        });
        route.AddResponseTransform(response =>
        {
            SecureCookies(response.HttpContext);
            if (response.ProxyResponse is { StatusCode: HttpStatusCode.SwitchingProtocols } upgraded)
            {
                ForgetToken(response.HttpContext, upgraded);
            }
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>
    /// Only the gateway knows that the public address is an HTTPS one: the way to a service is plain HTTP. So what
    /// services give to browsers, a resident's secret above all, is marked here.
    /// </summary>
    private static void SecureCookies(HttpContext context)
    {
        if (context.Request.IsHttps && context.Response.Headers.SetCookie is { Count: > 0 } cookies)
        {
            context.Response.Headers.SetCookie = cookies.Select(Secured).ToArray();
        }
    }

    private static string? Secured(string? cookie) =>
        cookie is null
        || cookie.Split(';', StringSplitOptions.TrimEntries).Contains(Secure, StringComparer.OrdinalIgnoreCase)
            ? cookie
            : $"{cookie}; {Secure}";

    private static void HideOwnCookies(RequestTransformContext request)
    {
        var cookies = request.HttpContext.Request.Cookies;
        if (!cookies.Keys.Any(SessionCookies.IsGatewayOnly))
        {
            return;
        }
        var kept = request
            .HttpContext.Request.Headers.Cookie.SelectMany(header =>
                header?.Split(';', StringSplitOptions.TrimEntries) ?? []
            )
            .Where(pair => !SessionCookies.IsGatewayOnly(pair.Split('=', 2)[0].TrimEnd()));
        request.ProxyRequest.Headers.Remove(HeaderNames.Cookie);
        if (string.Join("; ", kept) is { Length: > 0 } rest)
        {
            request.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, rest);
        }
    }

    /// <summary>A session wins over a token that the client brings; without a session that one goes on as it is.</summary>
    private static void HandOverToken(RequestTransformContext request)
    {
        var session = request.HttpContext.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        if (session?.Properties?.GetTokenValue(OpenIdConnectParameterNames.AccessToken) is { Length: > 0 } token)
        {
            request.ProxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>
    /// A connection lives for hours and hands its token over once. Thousands of them would keep theirs for nothing, so what
    /// the session and the request held is let go (<see cref="LiveSessions"/> has its own, one for each session).
    /// </summary>
    private static void ForgetToken(HttpContext context, HttpResponseMessage upgraded)
    {
        upgraded.RequestMessage?.Headers.Authorization = null;
        context.Request.Headers.Authorization = default;
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.StoreTokens([]);
    }
}
