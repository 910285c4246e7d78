using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>Why somebody wants to open a recording.</summary>
/// <param name="Purpose">A purpose's id from the policy.</param>
/// <param name="CaseReference">The reference of the open case that it is for, if the purpose needs one.</param>
/// <param name="Justification">Why it is needed, in the person's own words; stored sealed, never in ledger or telemetry.</param>
internal sealed record RetrievalRequest(string? Purpose, string? CaseReference, string? Justification)
{
    /// <summary>A problem that names the field and its limit, or null. Trims what is kept.</summary>
    public ProblemHttpResult? Check(out RetrievalAsk ask)
    {
        ask = new RetrievalAsk(
            Purpose?.Trim() ?? "",
            string.IsNullOrWhiteSpace(CaseReference) ? null : CaseReference.Trim(),
            Justification?.ReplaceLineEndings("\n").Trim() ?? ""
        );
        return ask.Check();
    }
}

/// <summary>A checked <see cref="RetrievalRequest"/>.</summary>
internal sealed record RetrievalAsk(string Purpose, string? CaseReference, string? Justification)
{
    private const int MinJustification = 10;
    private const int MaxJustification = 1000;

    public ProblemHttpResult? Check() =>
        PurposeInput.Check(Purpose, CaseReference) is { } invalid ? invalid
        : Justification is not { Length: >= MinJustification and <= MaxJustification }
            ? Problem.Invalid(
                "justification-length",
                $"Say why in {MinJustification} to {MaxJustification} characters.",
                "justification",
                Justification is { Length: > MaxJustification } ? MaxJustification : MinJustification
            )
        : Justification.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            ? Problem.Invalid("justification-characters", "Control characters are not allowed.", "justification")
        : null;
}
