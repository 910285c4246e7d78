using System.Globalization;
using System.Security.Claims;

namespace WebchatAspire.ServiceDefaults.Tokens;

/// <summary>Names of the claims in an access token, and how to read them.</summary>
public static class WebchatClaims
{
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The pseudonymous id of a member of staff, or the client id of a service.</summary>
    public const string Subject = "sub";

    public const string Name = "name";

    /// <summary>One claim per role, from <see cref="StaffRoles"/>.</summary>
    public const string Role = "role";

    /// <summary>One claim per service (its slug) that the person works for.</summary>
    public const string Service = "service";

    public const string Team = "team";
    public const string Scope = "scope";

    /// <summary>When the person last proved who they are, in seconds since 1970 (OpenID Connect Core, 2).</summary>
    public const string AuthenticationTime = "auth_time";

    /// <summary>How they proved it, in the provider's own words (OpenID Connect Core, 2).</summary>
    public const string AuthenticationContext = "acr";

    public static string SubjectId(this ClaimsPrincipal user) =>
        user.FindFirstValue(Subject) ?? throw new InvalidOperationException("The token has no subject.");

    public static IEnumerable<string> Services(this ClaimsPrincipal user) =>
        user.FindAll(Service).Select(claim => claim.Value);

    /// <returns>Null when the token does not say, or not in a number.</returns>
    public static DateTimeOffset? AuthenticatedAt(this ClaimsPrincipal user) =>
        long.TryParse(
            user.FindFirstValue(AuthenticationTime),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var seconds
        )
        && seconds <= LatestTime
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static bool HasScope(this ClaimsPrincipal user, string scope) =>
        user.FindAll(Scope).SelectMany(claim => claim.Value.Split(' ')).Contains(scope, StringComparer.Ordinal);
}

/// <summary>The roles of staff; each token carries those its owner has.</summary>
public static class StaffRoles
{
    public const string Adviser = "adviser";
    public const string Supervisor = "supervisor";
    public const string RecordsOfficer = "records-officer";
    public const string Approver = "approver";
    public const string Trainer = "trainer";
    public const string Analyst = "analyst";
    public const string Auditor = "auditor";
    public const string Administrator = "administrator";

    public static readonly string[] All =
    [
        Adviser,
        Supervisor,
        RecordsOfficer,
        Approver,
        Trainer,
        Analyst,
        Auditor,
        Administrator,
    ];
}

/// <summary>Headers that services send each other. The gateway lets none of them in from outside.</summary>
public static class ServiceHeaders
{
    /// <summary>The access token of the member of staff on whose behalf a service calls, beside its own.</summary>
    public const string SubjectToken = "Webchat-Subject-Token";
}

/// <summary>What services may ask of each other; only client credentials carry these.</summary>
public static class ServiceScopes
{
    /// <summary>chat-api at recording: append, and read the live window.</summary>
    public const string RecordingLive = "recording.live";

    /// <summary>An enforcement point at policy: ask for decisions and testify readings.</summary>
    public const string PolicyDecide = "policy.decide";
}
