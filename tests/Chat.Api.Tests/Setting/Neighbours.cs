using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>An OpenID provider that issues what a test asks for, a published policy of three services, and its decision point.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    public const string Notice = "2026-01";
    public const string Repairs = "housing-repairs";
    public const string Parking = "parking";

    /// <summary>For tests in which chats go to advisers by themselves: no other test may wait here.</summary>
    public const string Leasehold = "leaseholder-enquiries";

    /// <summary>For tests that say who waits: what others leave waiting is not in the queue of such a service.</summary>
    public static readonly IReadOnlyList<string> Spare =
    [
        .. Enumerable.Range(1, 12).Select(number => $"spare-{number}"),
    ];

    private static readonly string[] ClientCredentials = ["client_credentials"];
    private static readonly string[] SecretPost = ["client_secret_post"];

    private readonly WebApplication _app;
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "tests" };

    private Neighbours(WebApplication app) => _app = app;

    public DecisionPoint Decisions { get; } = new();

    public string Address => _app.Urls.Single();
    public string Issuer => $"{Address}/identity/";

    public static async Task<Neighbours> StartAsync()
    {
        // No settings files: those of the services under test lie around here.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var neighbours = new Neighbours(builder.Build());
        neighbours.Map();
        await neighbours._app.StartAsync();
        return neighbours;
    }

    /// <summary>An access token of a member of staff.</summary>
    public string StaffToken(string subject, string name, string role, string[] services, TimeSpan? lifetime = null) =>
        Token(
            subject,
            new()
            {
                ["name"] = name,
                ["role"] = role,
                ["service"] = services,
            },
            lifetime ?? TimeSpan.FromMinutes(10)
        );

    private void Map()
    {
        _app.MapGet(
            "/identity/.well-known/openid-configuration",
            () =>
                new Dictionary<string, object>
                {
                    ["issuer"] = Issuer,
                    ["jwks_uri"] = $"{Issuer}jwks",
                    ["token_endpoint"] = $"{Issuer}token",
                    ["authorization_endpoint"] = $"{Issuer}authorize",
                    ["grant_types_supported"] = ClientCredentials,
                    ["token_endpoint_auth_methods_supported"] = SecretPost,
                }
        );
        _app.MapGet(
            "/identity/jwks",
            () =>
            {
                var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key);
                var published = new
                {
                    kty = key.Kty,
                    crv = key.Crv,
                    x = key.X,
                    y = key.Y,
                    kid = key.KeyId,
                    use = "sig",
                    alg = "ES256",
                };
                return new { keys = new[] { published } };
            }
        );
        _app.MapPost(
            "/identity/token",
            () =>
                new
                {
                    access_token = Token(
                        "chat-api",
                        new() { ["scope"] = "recording.live policy.decide" },
                        TimeSpan.FromHours(1)
                    ),
                    token_type = "Bearer",
                    expires_in = 3600,
                }
        );
        _app.MapGet("/api/policy", () => Policy);
        Decisions.Map(_app);
    }

    private string Token(string subject, Dictionary<string, object> claims, TimeSpan lifetime)
    {
        claims["sub"] = subject;
        var until = DateTime.UtcNow + lifetime;
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = "webchat-api",
                Claims = claims,
                NotBefore = until.AddHours(-2),
                IssuedAt = until.AddHours(-2),
                Expires = until,
                SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
            }
        );
    }

    private static readonly PublishedPolicy Policy = new(
        "2026.1",
        new DateOnly(2026, 1, 1),
        "Europe/London",
        new PolicyNotice(
            Notice,
            "What happens to this chat",
            ["It is recorded."],
            new Dictionary<string, NoticeTranslation>()
        ),
        [
            Service(Repairs, "Housing repairs", "housing"),
            Service(Parking, "Parking", "parking"),
            Service(Leasehold, "Leaseholder enquiries", "housing"),
            .. Spare.Select(slug => Service(slug, slug, "spare")),
        ],
        new PolicyConduct(
            new Dictionary<string, string> { ["en"] = "Please stay polite, so that we can help you." },
            new Dictionary<string, string> { ["en"] = "We will end this chat if it goes on like this." }
        ),
        [new PolicyOutcome("answered", "Answered"), new PolicyOutcome("conduct", "Ended for conduct")],
        Purposes: [],
        Clauses: [],
        new PolicyRegisters([], 28, [], [], [], new PolicyRestrictions(12, []))
    );

    private static PolicyService Service(string slug, string name, string team) =>
        new(
            slug,
            name,
            team,
            "at all times",
            12,
            [new OpeningHours(Enum.GetValues<DayOfWeek>(), TimeOnly.MinValue, TimeOnly.MinValue, BankHolidays: true)],
            Contacts: [],
            QuickExit: false
        );

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
