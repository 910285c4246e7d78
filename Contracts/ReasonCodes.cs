namespace WebchatAspire.Contracts.Policy;

/// <summary>Why a decision came out as it did. Part of the interface: pages and enforcement points know these words.</summary>
public static class ReasonCodes
{
    public const string Permitted = "permitted";
    public const string UnknownPurpose = "unknown-purpose";
    public const string ActionNotAllowed = "action-not-allowed";
    public const string RoleNotAllowed = "role-not-allowed";
    public const string ServiceNotAllowed = "service-not-allowed";
    public const string Participant = "participant";
    public const string CaseMissing = "case-missing";
    public const string CaseUnknown = "case-unknown";
    public const string CaseClosed = "case-closed";
    public const string CaseKind = "case-kind";
    public const string CaseOpenedByRequester = "case-opened-by-requester";
    public const string ChatLinkedByRequester = "chat-linked-by-requester";
    public const string CaseNotForThisRecording = "case-not-for-this-recording";
    public const string CaseNotFollowed = "case-not-followed";
    public const string ApprovalNeeded = "approval-needed";
    public const string OwnRequest = "own-request";
    public const string AgreementNeeded = "agreement-needed";
    public const string SamplingNeeded = "sampling-needed";
    public const string SamplingOrAskNeeded = "sampling-or-ask-needed";
    public const string FlagNeeded = "flag-needed";
    public const string OrderReferenceMissing = "order-reference-missing";
    public const string IdentityNotChecked = "identity-not-checked";
    public const string StepUpNeeded = "step-up-needed";
    public const string ChatEnded = "chat-ended";
    public const string ObligationNotUnderstood = "obligation-not-understood";
    public const string AttributeMissing = "attribute-missing";
    public const string AttributeMistyped = "attribute-mistyped";
}
