namespace WebchatAspire.Policy.Service.Cases;

/// <summary>A matter that justifies opening recordings (P16). Who opens it cannot retrieve under it.</summary>
internal sealed class Case
{
    public const int MaxReferenceLength = 40;
    public const int MaxChats = 50;
    public const string OpenState = "open";
    public const string ClosedState = "closed";

    public required Guid Id { get; init; }

    /// <summary>One of the policy's case kinds.</summary>
    public required string Kind { get; init; }

    /// <summary>The reference of the register that the matter comes from; unique within its kind.</summary>
    public required string Reference { get; init; }

    public required string State { get; set; }

    /// <summary>The token's <c>sub</c>.</summary>
    public required string OpenedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }
    public string? ClosedBy { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    public bool IsOpen => State == OpenState;
}

/// <summary>A chat that a case is about, by the reference that residents can read aloud.</summary>
internal sealed class CaseChat
{
    public required Guid CaseId { get; init; }
    public required string ChatReference { get; init; }
}
