using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// The members of staff on whose behalf an enforcement point asks: from their own access tokens, handed on in a header and
/// validated exactly as a caller's token is. Nothing that a body says about staff is believed.
/// </summary>
internal sealed class SubjectTokens(IOptionsMonitor<JwtBearerOptions> bearer, TimeProvider clock) : IDisposable
{
    private const int MaxTokens = 10;
    private const int MaxRemembered = 10_000;

    /// <summary>What was found valid is taken for valid this long, but never after its end: a key may have been withdrawn.</summary>
    private static readonly TimeSpan Remembrance = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _valid = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <returns>The member of staff, or null when there is not exactly one token and that valid.</returns>
    public async Task<DecisionSubject?> ReadAsync(HttpRequest request) =>
        await ReadAllAsync(request) is [var one] ? one : null;

    /// <returns>Those whose tokens are valid; none when there are more than 10 tokens.</returns>
    public async Task<IReadOnlyList<DecisionSubject>> ReadAllAsync(HttpRequest request)
    {
        var tokens = request.Headers.GetCommaSeparatedValues(ServiceHeaders.SubjectToken);
        var subjects = new List<DecisionSubject>(tokens.Length);
        foreach (var token in tokens.Length > MaxTokens ? [] : tokens)
        {
            if (await ReadAsync(token) is { } subject)
            {
                subjects.Add(subject);
            }
        }
        return subjects;
    }

    public void Dispose() => _valid.Dispose();

    private async ValueTask<DecisionSubject?> ReadAsync(string token)
    {
        // Its digest, so that the memory holds nothing that opens anything.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (
            _valid.TryGetValue(key, out (DecisionSubject Subject, DateTimeOffset Until) known)
            && known.Until > clock.GetUtcNow()
        )
        {
            return known.Subject;
        }
        if (await ValidateAsync(token) is not { } result || SubjectOf(result) is not { } subject)
        {
            return null;
        }
        var until = clock.GetUtcNow() + Remembrance;
        var end = new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero);
        until = end < until ? end : until;
        if (until > clock.GetUtcNow())
        {
            _valid.Set(
                key,
                (subject, until),
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembrance }
            );
        }
        return subject;
    }

    private async Task<TokenValidationResult?> ValidateAsync(string token)
    {
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        var parameters = options.TokenValidationParameters.Clone();
        parameters.ConfigurationManager = options.ConfigurationManager as BaseConfigurationManager;
        foreach (var handler in options.TokenHandlers)
        {
            var result = await handler.ValidateTokenAsync(token, parameters);
            if (result.IsValid)
            {
                return result;
            }
        }
        return null;
    }

    private static DecisionSubject? SubjectOf(TokenValidationResult result)
    {
        var identity = result.ClaimsIdentity;
        var user = new ClaimsPrincipal(identity);
        // A service's own token names no person.
        if (
            user.HasScope(ServiceScopes.PolicyDecide)
            || user.HasScope(ServiceScopes.RecordingLive)
            || identity.FindFirst(WebchatClaims.Subject)?.Value is not { Length: > 0 } id
        )
        {
            return null;
        }
        var roles = identity.FindAll(WebchatClaims.Role).Select(claim => claim.Value).Intersect(StaffRoles.All);
        return new DecisionSubject(
            DecisionSubject.Staff,
            id,
            roles.ToHashSet(),
            user.Services().ToHashSet(),
            user.AuthenticatedAt(),
            identity.FindFirst(WebchatClaims.AuthenticationContext)?.Value
        );
    }
}
