namespace WebchatAspire.Policy.Service.Policies;

/// <summary>What is wrong in a policy file, where, and which rule it breaks.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record PolicyFileError(string File, long Line, long Column, string Rule, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Rule}: {Message}";
}

internal sealed class PolicyFileException(IReadOnlyList<PolicyFileError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<PolicyFileError> Errors { get; } = errors;
}
