using System.Net.Http.Headers;
using System.Net.Http.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>
/// The whole service on the real record. Its tokens are really signed and really validated, only the key is known
/// beforehand instead of fetched. Unless one is given, no policy decision point answers at its address.
/// </summary>
internal sealed class ServiceHost(
    RecordDatabase record,
    bool databaseAway = false,
    DecisionPoint? policy = null,
    TimeProvider? clock = null
) : WebApplicationFactory<Program>
{
    private const string Issuer = DecisionPoint.Issuer;
    private const string Nowhere = "http://127.0.0.1:1";
    private static readonly SymmetricSecurityKey SigningKey = new(new byte[32]) { KeyId = "test" };

    public HttpClient Client(string? token = null)
    {
        var client = CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return client;
    }

    /// <summary>Asks for a resident's copy of their chat.</summary>
    public Task<HttpResponseMessage> CopyAsync(Guid chatId, string? secret, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{chatId}/transcript");
        if (secret is not null)
        {
            request.Headers.Add("Cookie", $"{ResidentSecret.CookieName(chatId)}={secret}");
        }
        return Client().SendAsync(request, cancellationToken);
    }

    /// <summary>Rates a chat as its resident.</summary>
    public Task<HttpResponseMessage> RateAsync(
        Guid chatId,
        string secret,
        object rating,
        CancellationToken cancellationToken
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/recordings/{chatId}/rating")
        {
            Content = JsonContent.Create(rating),
        };
        request.Headers.Add("Cookie", $"{ResidentSecret.CookieName(chatId)}={secret}");
        return Client().SendAsync(request, cancellationToken);
    }

    public LiveRecord.LiveRecordClient LiveRecord(string? token)
    {
        var channel = GrpcChannel.ForAddress(Server.BaseAddress, new() { HttpClient = Client(token) });
        return new LiveRecord.LiveRecordClient(channel);
    }

    public static string StaffToken(string subject, string[] roles, params string[] services) =>
        Token(
            new()
            {
                ["sub"] = subject,
                ["role"] = roles,
                ["service"] = services,
                ["name"] = "Test Person",
            }
        );

    public static string ServiceToken(string scope) => Token(new() { ["sub"] = "chat-api", ["scope"] = scope });

    public static string ExpiredToken() => Token(new() { ["sub"] = "late" }, DateTime.UtcNow.AddMinutes(-5));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        const string away = "Host=127.0.0.1;Port=1;Username=nobody;Database=none";
        builder.UseSetting("ConnectionStrings:recordings-append", databaseAway ? away : record.As("recordings_append"));
        builder.UseSetting("ConnectionStrings:recordings-read", databaseAway ? away : record.As("recordings_read"));
        builder.UseSetting("Recording:Key", record.Key);
        builder.UseSetting("Identity:Issuer", Issuer);
        builder.UseSetting(
            "Identity:MetadataAddress",
            $"{policy?.Address ?? Nowhere}/.well-known/openid-configuration"
        );
        builder.UseSetting("Identity:ClientId", "recording");
        builder.UseSetting("Identity:ClientSecret", "none");
        builder.UseSetting("services:policy:http:0", policy?.Address ?? Nowhere);
        builder.UseSetting("environment", "Development");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(clock ?? TimeProvider.System);
            services.Configure<JwtBearerOptions>(
                JwtBearerDefaults.AuthenticationScheme,
                bearer =>
                {
                    bearer.Configuration = new OpenIdConnectConfiguration { Issuer = Issuer };
                    bearer.Configuration.SigningKeys.Add(SigningKey);
                }
            );
        });
    }

    private static string Token(Dictionary<string, object> claims, DateTime? expires = null) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = "webchat-api",
                Claims = claims,
                NotBefore = DateTime.UtcNow.AddMinutes(-10),
                Expires = expires ?? DateTime.UtcNow.AddMinutes(10),
                SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.HmacSha256),
            }
        );
}
