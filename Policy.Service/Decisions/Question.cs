using System.Security.Claims;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>What is asked: may this subject do this to that resource, in this context?</summary>
internal sealed record Question(
    DecisionSubject Subject,
    string Action,
    string ResourceType,
    string ResourceId,
    Attributes Resource,
    Attributes Context
)
{
    /// <summary>The resource in one spelling of its id, so that what is about the same chat is found.</summary>
    public string ResourceKey => Guid.TryParse(ResourceId, out var id) ? id.ToString() : ResourceId;
}

/// <summary>Who asks. All that is known of staff comes from their token, never from a request's body.</summary>
/// <param name="AuthenticatedAt">When they last proved who they are; null if their provider does not say.</param>
/// <param name="AuthenticationContext">How they proved it, in the provider's words (<c>acr</c>).</param>
internal sealed record DecisionSubject(
    string Type,
    string Id,
    IReadOnlySet<string> Roles,
    IReadOnlySet<string> Services,
    DateTimeOffset? AuthenticatedAt = null,
    string? AuthenticationContext = null
)
{
    public const string Staff = "staff";
    public const string Resident = "resident";
    public const string Service = "service";

    public static DecisionSubject Without(string type, string id) =>
        new(type, id, new HashSet<string>(), new HashSet<string>());

    /// <summary>A member of staff by their own, validated token.</summary>
    public static DecisionSubject OfStaff(ClaimsPrincipal user) =>
        new(
            Staff,
            user.SubjectId(),
            user.FindAll(WebchatClaims.Role).Select(claim => claim.Value).Intersect(StaffRoles.All).ToHashSet(),
            user.Services().ToHashSet()
        );

    public bool Is(string? id) => string.Equals(Id, id, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the registers know about the question.</summary>
/// <param name="Cases">All cases that bear the named reference, of whatever kind.</param>
/// <param name="ApprovalId">The approval of just that which is in force.</param>
/// <param name="OwesCase">The case of an earlier emergency of the subject has not followed in time.</param>
internal sealed record Facts(
    IReadOnlyList<CaseFact> Cases,
    Guid? ApprovalId = null,
    bool Agreed = false,
    bool Sampled = false,
    bool IdentityChecked = false,
    bool OwesCase = false
)
{
    public static readonly Facts None = new([]);
}

/// <param name="LinkedBy">Who linked a chat, by the chat's reference.</param>
internal sealed record CaseFact(
    Guid Id,
    string Kind,
    bool Open,
    string OpenedBy,
    IReadOnlyDictionary<string, string> LinkedBy
);
