using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Proposals;

/// <summary>A policy that an administrator proposed. An approver who is somebody else publishes or refuses it, once.</summary>
internal sealed class Proposal
{
    public required Guid Id { get; init; }

    /// <summary>The YAML, normalised; it made a policy when it was proposed.</summary>
    public required string Text { get; init; }

    public required string Version { get; init; }
    public required DateOnly InForceFrom { get; init; }

    /// <summary>One of <see cref="ProposalStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>The token's <c>sub</c>.</summary>
    public required string ProposedBy { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Who withdrew, refused or published it.</summary>
    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>One of <see cref="RefusalReasons"/>, for one that was refused.</summary>
    public string? Reason { get; set; }

    /// <summary>However a provider spells an id, it is one person (four eyes).</summary>
    public bool IsBy(string person) => ProposedBy.Equals(person, StringComparison.OrdinalIgnoreCase);

    public bool IsOpen => State == ProposalStates.Open;

    public void Decide(string state, string by, DateTimeOffset at, string? reason = null) =>
        (State, DecidedBy, DecidedAt, Reason) = (state, by, at, reason);
}
