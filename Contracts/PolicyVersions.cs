namespace WebchatAspire.Contracts.Policy;

/// <summary>All versions that were ever published, the latest first.</summary>
public sealed record PolicyVersionList(IReadOnlyList<PolicyVersionItem> Versions);

/// <param name="InForceUntil">The last day on which it holds; null while no later version is published.</param>
/// <param name="State">One of <see cref="PolicyVersionStates"/>.</param>
/// <param name="Sha256">Of the text's UTF-8, in lower-case hex; the ledger entry says the same.</param>
/// <param name="LedgerIndex">The entry that testifies the publication.</param>
/// <param name="ByDeployment">It came with a deployment's files; others were proposed, and published by a second person.</param>
/// <param name="NoticeVersion">The version of the notice in it; several versions of the policy can share one.</param>
/// <param name="NoticeLanguages">BCP 47 tags of the languages that the notice exists in, English first.</param>
public sealed record PolicyVersionItem(
    string Version,
    DateOnly InForceFrom,
    DateOnly? InForceUntil,
    string State,
    string Sha256,
    DateTimeOffset PublishedAt,
    long LedgerIndex,
    bool ByDeployment,
    string NoticeVersion,
    IReadOnlyList<string> NoticeLanguages
);

public static class PolicyVersionStates
{
    public const string Past = "past";
    public const string InForce = "in-force";

    /// <summary>Published, and not in force yet.</summary>
    public const string Ahead = "ahead";
}

/// <summary>One published version with what it says.</summary>
public sealed record PolicyVersionView(PolicyVersionItem Published, PublishedPolicy Policy);

/// <summary>A policy that an administrator proposes.</summary>
/// <param name="Text">The YAML.</param>
public sealed record NewProposal(string? Text);

/// <param name="Reason">One of <see cref="RefusalReasons"/>.</param>
public sealed record ProposalRefusal(string? Reason);

public sealed record ProposalList(IReadOnlyList<ProposalItem> Proposals);

/// <param name="State">One of <see cref="ProposalStates"/>.</param>
/// <param name="Sha256">Of the text's UTF-8, in lower-case hex.</param>
/// <param name="ProposedByMe">The caller proposed it, and so can withdraw it and cannot decide about it.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record ProposalItem(
    Guid Id,
    string Version,
    DateOnly InForceFrom,
    string State,
    string Sha256,
    DateTimeOffset ProposedAt,
    bool ProposedByMe,
    DateTimeOffset? DecidedAt,
    string? Reason
);

/// <param name="Text">The YAML.</param>
/// <param name="Errors">What stands in the way of publishing it now, such as a date that has passed; empty once decided.</param>
public sealed record ProposalView(ProposalItem Proposal, string Text, IReadOnlyList<PolicyError> Errors);

public static class ProposalStates
{
    public const string Open = "open";
    public const string Withdrawn = "withdrawn";
    public const string Refused = "refused";
    public const string Published = "published";
}

/// <summary>Why an approver refuses a proposal. Codes and no free text, as proposals are kept.</summary>
public static class RefusalReasons
{
    public const string NotAgreed = "not-agreed";
    public const string NotLawful = "not-lawful";
    public const string DateUnsuitable = "date-unsuitable";
    public const string WordingUnclear = "wording-unclear";
    public const string Mistaken = "mistaken";

    public static readonly string[] All = [NotAgreed, NotLawful, DateUnsuitable, WordingUnclear, Mistaken];
}

/// <summary>What is wrong in a policy's text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Rule">The rule that is broken, such as <c>known-clause</c> or <c>schema required</c>.</param>
public sealed record PolicyError(long Line, long Column, string Rule, string Message);

/// <summary>What differs in meaning between two policies; comments, order and layout of the files do not count.</summary>
public sealed record PolicyDifference(string From, string To, IReadOnlyList<PolicyChange> Changes);

/// <param name="Part">A part of the policy file, such as <c>purposes</c>; <c>general</c> for its single values.</param>
/// <param name="Item">What of that part, by id, such as <c>complaint</c>; null where the part is one thing.</param>
/// <param name="Label">What people call the item, if it has a name of its own.</param>
/// <param name="Kind">One of <see cref="ChangeKinds"/>.</param>
public sealed record PolicyChange(
    string Part,
    string? Item,
    string? Label,
    string Kind,
    IReadOnlyList<PolicyFieldChange> Fields
);

/// <param name="Field">
/// Where in the item, by the names of the policy file and the ids in it, joined by slashes: <c>grants/staff/needs</c>. For a
/// list there is one of these for each value that came or went.
/// </param>
/// <param name="From">Null where there was nothing.</param>
/// <param name="To">Null where nothing is left.</param>
public sealed record PolicyFieldChange(string Field, string? From, string? To);

public static class ChangeKinds
{
    public const string Added = "added";
    public const string Removed = "removed";
    public const string Changed = "changed";
}
