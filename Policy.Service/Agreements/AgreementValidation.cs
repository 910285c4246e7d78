using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Agreements;

internal static partial class AgreementValidation
{
    public static ProblemHttpResult? Check(NewAgreement request, string askedBy) =>
        CheckCopy(request.CopyId, request.CopySha256)
        ?? CaseValidation.CheckChat(request.ChatReference, "chatReference")
        ?? CheckAdviser(request.AdviserId, askedBy);

    public static ProblemHttpResult? CheckCopy(Guid? id, string? sha256) =>
        id is null || id == Guid.Empty
            ? Problem.Invalid("copy-missing", "The id of the anonymised copy is required.", "copyId")
        : sha256 is null || !Sha256().IsMatch(sha256)
            ? Problem.Invalid("copy-hash-malformed", "The SHA-256 has 64 lower-case hex digits.", "copySha256")
        : null;

    private static ProblemHttpResult? CheckAdviser(string? adviser, string askedBy) =>
        adviser is not { Length: > 0 and <= Agreement.MaxAdviserIdLength } || !adviser.All(IsPlain)
            ? Problem.Invalid(
                "adviser-malformed",
                $"The adviser's subject id has 1 to {Agreement.MaxAdviserIdLength} plain characters.",
                "adviserId",
                Agreement.MaxAdviserIdLength
            )
        : Agreement.IsOwnRequest(askedBy, adviser)
            ? Problem.Invalid("adviser-is-requester", "Nobody asks themselves for an agreement.", "adviserId")
        : null;

    private static bool IsPlain(char letter) => letter is > ' ' and <= '~';

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
