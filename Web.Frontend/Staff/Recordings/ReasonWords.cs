namespace WebchatAspire.Web.Frontend.Staff.Recordings;

/// <summary>Reason codes and obligations of the policy in words.</summary>
internal static class ReasonWords
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["permitted"] = "The policy permits it.",
        ["unknown-purpose"] = "The policy does not name this purpose, and whatever it does not name is refused.",
        ["action-not-allowed"] = "This purpose does not allow a recording to be opened.",
        ["role-not-allowed"] = "Your roles may not open a recording for this purpose.",
        ["service-not-allowed"] = "The chat belongs to a service that you do not work for.",
        ["participant"] = "You took part in this chat, and nobody may open a recording of their own chat.",
        ["case-missing"] = "This purpose needs an open case, and you gave no case reference.",
        ["case-unknown"] = "There is no case with this reference.",
        ["case-closed"] = "The case with this reference is closed.",
        ["case-kind"] = "The case with this reference is of another kind than this purpose needs.",
        ["case-opened-by-requester"] = "You opened this case yourself. Somebody else has to have opened it.",
        ["case-not-for-this-recording"] = "The case with this reference does not name this chat.",
        ["approval-needed"] = "This purpose needs the approval of a second person first.",
        ["agreement-needed"] = "This purpose needs the agreement of the adviser first.",
        ["sampling-needed"] = "A recording for this purpose is drawn by sampling; it cannot be picked.",
        ["flag-needed"] = "This purpose needs a report about conduct in this chat, and there is none.",
        ["order-reference-missing"] = "This purpose needs the reference of the order that has to be obeyed.",
        ["identity-not-checked"] = "The identity of the person who asks for their data has to be checked first.",
        ["chat-ended"] = "The chat has ended, and this purpose is only for a chat that takes place.",
        ["obligation-not-understood"] =
            "The policy would permit it with a duty that this system cannot carry out yet, so it is refused.",
        ["attribute-missing"] = "Something that the policy has to know about the recording is missing.",
        ["attribute-mistyped"] = "Something that the policy has to know about the recording cannot be read.",
    };

    private static readonly Dictionary<string, string> ObligationTexts = new(StringComparer.Ordinal)
    {
        ["mask-third-parties"] = "Details of third parties are masked",
        ["time-limit"] = "Reading ends with the permit",
        ["pseudonymise-resident"] = "The resident has a made-up name",
    };

    public static string For(string? reasonCode) =>
        reasonCode is not null && Reasons.TryGetValue(reasonCode, out var words)
            ? words
            : "The policy does not permit this retrieval.";

    public static string Obligations(IEnumerable<string> obligations) =>
        string.Join(". ", obligations.Select(name => ObligationTexts.GetValueOrDefault(name, name.Replace('-', ' '))))
        + ".";
}
