using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>A chat message as a form sends it.</summary>
internal static class MessageText
{
    public const int MaxLength = 4000;

    /// <summary>Forms send line ends as CR LF; the record has LF.</summary>
    public static string Normalise(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();

    /// <summary>What is wrong with the text, or null. The service that records it has the last word.</summary>
    public static string? Mistake(string? text, Texts texts) =>
        Normalise(text) switch
        {
            "" => texts["message.empty"],
            { Length: > MaxLength } => texts["message.tooLong", ("max", MaxLength)],
            _ => null,
        };
}
