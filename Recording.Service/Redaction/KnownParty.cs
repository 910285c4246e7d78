namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What a session knows about somebody who takes part in a chat.</summary>
/// <param name="Surrogate">What the text says instead: "Resident", "Adviser".</param>
/// <param name="References">Of the chat, of accounts, of cases.</param>
internal sealed record KnownParty(
    string Surrogate,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Emails,
    IReadOnlyList<string> Phones,
    IReadOnlyList<string> References
)
{
    public KnownParty(string surrogate, params string[] names)
        : this(surrogate, names, [], [], []) { }
}
