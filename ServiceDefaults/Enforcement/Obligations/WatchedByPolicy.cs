using System.Text.Json;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.ServiceDefaults.Enforcement.Obligations;

/// <summary>
/// An obligation of people, not of this service: policy enters it in its register with the permit, keeps watch, and
/// escalates it. That it did is known by the time it is due; without that nobody would ever miss it.
/// </summary>
public abstract class WatchedByPolicy(string id, TimeProvider clock) : IObligation
{
    public string Id => id;

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) =>
        obligation.Properties?.GetValueOrDefault("due_at") is { ValueKind: JsonValueKind.String } due
        && due.TryGetDateTimeOffset(out var at)
        && at > clock.GetUtcNow();
}

/// <summary>In an emergency: a case is opened afterwards, by somebody else (P16).</summary>
public sealed class CaseToFollow(TimeProvider clock) : WatchedByPolicy("case-to-follow", clock);

/// <summary>A second person looks at the access afterwards (P16).</summary>
public sealed class ReviewWithin(TimeProvider clock) : WatchedByPolicy("review-within", clock);
