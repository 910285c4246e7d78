namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What many surnames begin with that is no word by itself.</summary>
internal static class SurnameBeginnings
{
    private static readonly string[] BeforeCapitals = ["mc", "mac", "fitz", "de", "la", "le", "di", "van"];

    /// <summary>"McKay" and "O'Neill", but not "WhatsApp": a capital letter inside is a surname's.</summary>
    public static bool HasCapital(string core) =>
        core.Length > 3
        && (
            Array.Exists(BeforeCapitals, beginning => core.StartsWith(beginning, StringComparison.Ordinal))
            || core.AsSpan().ContainsAny('\'', '-')
        );

    /// <summary>"o'leary" and "mcglynn": no other word begins like that, so small letters are enough.</summary>
    public static bool HasSmall(string core) =>
        core.Length > 4
        && (core.StartsWith("o'", StringComparison.Ordinal) || core.StartsWith("mc", StringComparison.Ordinal));
}
