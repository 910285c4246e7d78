using System.Text.Json;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>One question with all that could bear on its answer. Case: what the named reference leads to, or "none".</summary>
public sealed record Scenario(
    string SubjectType,
    string[] Roles,
    string Purpose,
    string Action,
    string Resource,
    string Case,
    bool OwnService,
    bool IsAdviser,
    bool OwnChat,
    bool ChatApi,
    bool Approved,
    bool Agreed,
    bool Sampled,
    bool Flagged,
    bool IdentityRegistered,
    bool IdentityBySecret,
    bool OrderReference,
    string State,
    string[] Understood,
    bool OwesCase = false,
    string SignedIn = "recently",
    bool Asked = false
)
{
    public static readonly Guid CaseId = Guid.Parse("0198a000-0000-7000-8000-000000000003");
    public static readonly Guid ApprovalId = Guid.Parse("0198a000-0000-7000-8000-000000000004");

    private const string ChatId = "0198a000-0000-7000-8000-000000000001";

    internal static readonly PolicyDocument Policy = PolicyFile.Load(
        Path.Combine(AppContext.BaseDirectory, "policy", "2026-1.yaml")
    );

    internal static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private string SubjectId =>
        SubjectType switch
        {
            "resident" => OwnChat ? ChatId : "0198a000-0000-7000-8000-000000000002",
            "service" => ChatApi ? "chat-api" : "recording",
            _ => "the-subject",
        };

    /// <summary>The kind of case that the purpose of the scenario asks for, by the policy's text.</summary>
    private string CaseKind => Purpose is "complaint" or "safety" or "crime" or "fraud" ? Purpose : "complaint";

    internal Verdict Decide() => Evaluator.Evaluate(Policy, Question(), Facts(), At);

    internal Question Question() =>
        new(
            new DecisionSubject(
                SubjectType,
                SubjectId,
                Roles.ToHashSet(),
                new HashSet<string> { OwnService ? "parking" : "housing" },
                SignedIn switch
                {
                    "recently" => At.AddMinutes(-10),
                    "long-ago" => At.AddMinutes(-10).AddSeconds(-1),
                    _ => null,
                }
            ),
            Action,
            Resource,
            ChatId,
            AttributesOf(
                new()
                {
                    ["reference"] = "ABCD-2345",
                    ["service"] = "parking",
                    ["state"] = State,
                    ["adviser_id"] = IsAdviser ? SubjectId : null,
                    ["flagged"] = Flagged,
                    ["asked_by_adviser"] = Asked,
                    ["sha256"] = new string('a', 64),
                }
            ),
            AttributesOf(Context())
        );

    private Dictionary<string, object?> Context()
    {
        var context = new Dictionary<string, object?>
        {
            ["purpose"] = Purpose,
            ["obligations_understood"] = Understood,
            ["identity_checked"] = IdentityBySecret,
        };
        if (Case != "none")
        {
            context["case_reference"] = "C/1";
        }
        if (OrderReference)
        {
            context["order_reference"] = "ORDER 1";
        }
        return context;
    }

    internal Facts Facts()
    {
        var found = new CaseFact(CaseId, CaseKind, true, "somebody-else", Linked("ABCD-2345", "somebody-else"));
        return new Facts(
            Case switch
            {
                "good" => [found],
                "closed" => [found with { Open = false }],
                "own" => [found with { OpenedBy = SubjectId }],
                "own-link" => [found with { LinkedBy = Linked("ABCD-2345", SubjectId) }],
                "other-kind" => [found with { Kind = "subject-access" }],
                "other-chat" => [found with { LinkedBy = Linked("WXYZ-6789", "somebody-else") }],
                _ => [],
            },
            Approved ? ApprovalId : null,
            Agreed,
            Sampled,
            IdentityRegistered,
            OwesCase
        );
    }

    private static Dictionary<string, string> Linked(string chat, string by) => new() { [chat] = by };

    private static Attributes AttributesOf(Dictionary<string, object?> values) =>
        new(values.ToDictionary(item => item.Key, item => JsonSerializer.SerializeToElement(item.Value)));
}
