using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Staff.Recordings;

/// <summary>Reason codes and obligations of the policy in words.</summary>
internal static class ReasonWords
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [ReasonCodes.Permitted] = "The policy permits it.",
        [ReasonCodes.UnknownPurpose] =
            "The policy does not name this purpose, and whatever it does not name is refused.",
        [ReasonCodes.ActionNotAllowed] = "This purpose does not allow what you asked for.",
        [ReasonCodes.RoleNotAllowed] = "Your roles may not do this for this purpose.",
        [ReasonCodes.ServiceNotAllowed] = "The chat belongs to a service that you do not work for.",
        [ReasonCodes.Participant] = "You took part in this chat, and nobody may open or follow a chat of their own.",
        [ReasonCodes.CaseMissing] = "This purpose needs an open case, and you gave no case reference.",
        [ReasonCodes.CaseUnknown] = "There is no case with this reference.",
        [ReasonCodes.CaseClosed] = "The case with this reference is closed.",
        [ReasonCodes.CaseKind] = "The case with this reference is of another kind than this purpose needs.",
        [ReasonCodes.CaseOpenedByRequester] = "You opened this case yourself. Somebody else has to have opened it.",
        [ReasonCodes.CaseNotForThisRecording] = "The case with this reference does not name this chat.",
        [ReasonCodes.ChatLinkedByRequester] =
            "You linked this chat to the case yourself. Somebody else has to have done that.",
        [ReasonCodes.CaseNotFollowed] =
            "A case that had to follow an earlier emergency of yours has not been opened in time. Until somebody else opens it, you are permitted nothing without a case.",
        [ReasonCodes.ApprovalNeeded] = "This purpose needs the approval of a second person first.",
        [ReasonCodes.AgreementNeeded] = "This purpose needs the agreement of the adviser first.",
        [ReasonCodes.SamplingNeeded] = "A recording for this purpose is drawn by sampling; it cannot be picked.",
        [ReasonCodes.SamplingOrAskNeeded] =
            "The adviser of this chat has not asked for somebody to follow it, and it was not drawn by sampling.",
        [ReasonCodes.FlagNeeded] = "This purpose needs a report about conduct in this chat, and there is none.",
        [ReasonCodes.OrderReferenceMissing] = "This purpose needs the reference of the order that has to be obeyed.",
        [ReasonCodes.IdentityNotChecked] =
            "The identity of the person who asks for their data has to be checked first.",
        [ReasonCodes.StepUpNeeded] = "You have to sign in again first.",
        [ReasonCodes.ChatEnded] = "The chat has ended, and this purpose is only for a chat that takes place.",
        [ReasonCodes.ObligationNotUnderstood] =
            "The policy would permit it with a duty that this system cannot carry out yet, so it is refused.",
        [ReasonCodes.AttributeMissing] = "Something that the policy has to know about the recording is missing.",
        [ReasonCodes.AttributeMistyped] = "Something that the policy has to know about the recording cannot be read.",
    };

    private static readonly Dictionary<string, string> ObligationTexts = new(StringComparer.Ordinal)
    {
        ["mask-third-parties"] = "Details of third parties are masked",
        ["step-up"] = "The person signed in shortly before",
        ["time-limit"] = "Reading ends with the permit",
        ["case-to-follow"] = "Somebody else opens a case for this chat within the time that is left",
        ["review-within"] = "A second person reviews this access",
        ["restricted-notice"] = "The resident sees the access on the date on which a restriction ends",
        ["pseudonymise-resident"] = "The resident has a made-up name",
    };

    public static string For(string? reasonCode) =>
        reasonCode is not null && Reasons.TryGetValue(reasonCode, out var words)
            ? words
            : "The policy does not permit this.";

    public static string Obligations(IEnumerable<string> obligations) =>
        string.Join(". ", obligations.Select(name => ObligationTexts.GetValueOrDefault(name, name.Replace('-', ' '))))
        + ".";
}
