using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>
/// A decision point that answers what a test tells it to, and the provider that lets the service in to it. By default all
/// is permitted for half an hour, and each reading is entered.
/// </summary>
internal sealed class DecisionPoint : IAsyncDisposable
{
    public const string Issuer = "http://identity.test/identity/";

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DecisionPoint(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Answers <c>POST /access/v1/evaluation</c>.</summary>
    public Func<HttpContext, Task> Evaluation { get; set; } =
        Permit(DateTimeOffset.UtcNow.AddMinutes(30), "mask-third-parties", "time-limit");

    /// <summary>Answers <c>POST /api/ledger/reads</c>.</summary>
    public Func<HttpContext, Task> Reading { get; set; } =
        http => http.Response.WriteAsJsonAsync(new ReadEntryResponse(8));

    /// <summary>Answers <c>GET /api/access-log</c>.</summary>
    public Func<HttpContext, Task> AccessLog { get; set; } =
        http =>
            http.Response.WriteAsJsonAsync(
                new AccessLogAnswer(
                    [
                        new AccessLogUse(
                            DateTimeOffset.UnixEpoch,
                            "read",
                            "records-officer",
                            "complaint",
                            "To look into a complaint",
                            "P16",
                            $"About {http.Request.Query["chatId"]}",
                            "2026.1",
                            8
                        ),
                    ],
                    false,
                    null
                )
            );

    /// <summary>How many readings the service wanted to enter.</summary>
    public int Readings { get; private set; }

    /// <summary>Ends when the decision point has been asked for the first time.</summary>
    public Task Asked => _asked.Task;

    /// <summary>The last evaluation's context.</summary>
    public JsonElement Context { get; private set; }

    /// <summary>What the last evaluation said of the recording.</summary>
    public JsonElement Resource { get; private set; }

    /// <summary>The token of the person on whose behalf the service asked last.</summary>
    public string? SubjectToken { get; private set; }

    public static async Task<DecisionPoint> StartAsync()
    {
        // No settings files: those of the service under test lie around here.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var point = new DecisionPoint(builder.Build());
        point.MapProvider();
        point._app.MapPost("/access/v1/evaluation", (RequestDelegate)point.EvaluateAsync);
        point._app.MapPost("/api/ledger/reads", (RequestDelegate)point.ReadAsync);
        point._app.MapGet("/api/access-log", (RequestDelegate)(http => point.AccessLog(http)));
        await point._app.StartAsync();
        return point;
    }

    public static Func<HttpContext, Task> Permit(DateTimeOffset? until, params string[] obligations) =>
        Decide(true, ReasonCodes.Permitted, until, [.. obligations.Select(id => new Obligation(id))]);

    public static Func<HttpContext, Task> Deny(string reasonCode, params Obligation[] obligations) =>
        Decide(false, reasonCode, null, obligations);

    public static Func<HttpContext, Task> Answer(int status, string body = "") =>
        http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(body);
        };

    /// <summary>Never answers; ends with the call.</summary>
    public static Task Silence(HttpContext http)
    {
        var ended = new TaskCompletionSource();
        http.RequestAborted.Register(ended.SetResult);
        return ended.Task;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Func<HttpContext, Task> Decide(
        bool permit,
        string reasonCode,
        DateTimeOffset? until,
        Obligation[] obligations
    ) =>
        http =>
            http.Response.WriteAsJsonAsync(
                new EvaluationResponse(
                    permit,
                    new DecisionContext(
                        Guid.CreateVersion7(),
                        7,
                        "2026.1",
                        "P16",
                        reasonCode,
                        obligations,
                        until,
                        ["purposes/complaint/grants/0"],
                        []
                    )
                )
            );

    private async Task EvaluateAsync(HttpContext http)
    {
        var question = await http.Request.ReadFromJsonAsync<JsonElement>();
        Context = question.GetProperty("context");
        Resource = question.GetProperty("resource").GetProperty("properties");
        SubjectToken = http.Request.Headers[ServiceHeaders.SubjectToken];
        _asked.TrySetResult();
        await Evaluation(http);
    }

    private Task ReadAsync(HttpContext http)
    {
        Readings++;
        _asked.TrySetResult();
        return Reading(http);
    }

    private void MapProvider()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var published = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(key) { KeyId = "tests" });
        var keys = new
        {
            keys = new[]
            {
                new
                {
                    kty = published.Kty,
                    crv = published.Crv,
                    x = published.X,
                    y = published.Y,
                    kid = published.KeyId,
                    use = "sig",
                    alg = "ES256",
                },
            },
        };
        _app.MapGet(
            "/.well-known/openid-configuration",
            () =>
                new Dictionary<string, object>
                {
                    ["issuer"] = Issuer,
                    ["jwks_uri"] = $"{Address}/jwks",
                    ["token_endpoint"] = $"{Address}/token",
                    ["authorization_endpoint"] = $"{Address}/authorize",
                    ["grant_types_supported"] = (string[])["client_credentials"],
                    ["token_endpoint_auth_methods_supported"] = (string[])["client_secret_post"],
                }
        );
        _app.MapGet("/jwks", () => keys);
        _app.MapPost(
            "/token",
            () =>
                new
                {
                    access_token = "of-recording",
                    token_type = "Bearer",
                    expires_in = 3600,
                }
        );
    }
}
