using System.Text;
using WebchatAspire.Chat.Api.Faults;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>What a message may be: 1 to 4,000 UTF-16 characters of Unicode text with no control characters but line feed and tab.</summary>
internal static class MessageText
{
    public const int MaxLength = 4000;

    /// <summary>Checks a text; <paramref name="text"/> is trimmed and has line feeds only (forms post CR LF).</summary>
    /// <returns>Null when the text can be taken.</returns>
    public static Fault? Check(IncomingText incoming, string field, int maxLength, out string text)
    {
        text = incoming.Value?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() ?? "";
        return text switch
        {
            _ when incoming.NotUnicode => NotUnicode(field, maxLength),
            "" => Fault.Invalid($"{field}-empty", "Write something before you send it.", field, maxLength),
            _ when text.Length > maxLength => TooLong(field, maxLength),
            _ => Characters(text, field, maxLength),
        };
    }

    /// <summary>
    /// The same for one line that may be left out: <paramref name="text"/> is null when it was, and neither line feed nor
    /// tab can be taken.
    /// </summary>
    public static Fault? CheckOptionalLine(IncomingText incoming, string field, int maxLength, out string? text)
    {
        text = null;
        if (string.IsNullOrWhiteSpace(incoming.Value) && !incoming.NotUnicode)
        {
            return null;
        }
        var fault = Check(incoming, field, maxLength, out var present);
        text = present;
        return fault ?? (present.AsSpan().IndexOfAny('\n', '\t') < 0 ? null : ControlCharacter(field, maxLength));
    }

    private static Fault? Characters(string text, string field, int maxLength)
    {
        for (var i = 0; i < text.Length; )
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return NotUnicode(field, maxLength);
            }
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))
            {
                return ControlCharacter(field, maxLength);
            }
            i += rune.Utf16SequenceLength;
        }
        return null;
    }

    private static Fault ControlCharacter(string field, int maxLength) =>
        Fault.Invalid(
            $"{field}-control-character",
            "There is a control character in it that cannot be taken.",
            field,
            maxLength
        );

    private static Fault TooLong(string field, int maxLength) =>
        Fault.Invalid($"{field}-too-long", $"Use {maxLength} characters or fewer.", field, maxLength);

    private static Fault NotUnicode(string field, int maxLength) =>
        Fault.Invalid($"{field}-not-unicode", "This is not valid Unicode text.", field, maxLength);
}
