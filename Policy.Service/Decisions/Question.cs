namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>What is asked: may this subject do this to that resource, in this context?</summary>
internal sealed record Question(
    DecisionSubject Subject,
    string Action,
    string ResourceType,
    string ResourceId,
    Attributes Resource,
    Attributes Context
);

/// <summary>Who asks. Roles and services of staff come from their token, never from a request's body.</summary>
internal sealed record DecisionSubject(
    string Type,
    string Id,
    IReadOnlySet<string> Roles,
    IReadOnlySet<string> Services
)
{
    public const string Staff = "staff";
    public const string Resident = "resident";
    public const string Service = "service";

    public static DecisionSubject Without(string type, string id) =>
        new(type, id, new HashSet<string>(), new HashSet<string>());

    public bool Is(string? id) => string.Equals(Id, id, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the registers know about the question.</summary>
/// <param name="Cases">All cases that bear the named reference, of whatever kind.</param>
internal sealed record Facts(
    IReadOnlyList<CaseFact> Cases,
    bool Approved = false,
    bool Agreed = false,
    bool Sampled = false,
    bool IdentityChecked = false
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
