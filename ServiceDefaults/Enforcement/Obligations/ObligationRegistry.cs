using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.ServiceDefaults.Enforcement.Obligations;

/// <summary>Something that a permit obliges an enforcement point to do (XACML: obligation).</summary>
public interface IObligation
{
    /// <summary>The id in the policy file.</summary>
    string Id { get; }

    /// <summary>Whether it can be carried out under this permit; if not, the permit is not one.</summary>
    bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil);
}

/// <summary>The obligations that this enforcement point can carry out. Any other one means no.</summary>
public sealed class ObligationRegistry(IEnumerable<IObligation> obligations)
{
    private readonly Dictionary<string, IObligation> _known = obligations.ToDictionary(
        item => item.Id,
        StringComparer.Ordinal
    );

    public string[] Understood => [.. _known.Keys.Order(StringComparer.Ordinal)];

    public bool CanCarryOut(IReadOnlyList<Obligation> all, DateTimeOffset permitUntil) =>
        all.All(item => _known.TryGetValue(item.Id, out var known) && known.CanCarryOut(item, permitUntil));

    /// <summary>Those of a permit that this one carries out in a way of its own.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<Obligation> all)
        where T : IObligation => all.Select(item => _known[item.Id]).OfType<T>();
}
