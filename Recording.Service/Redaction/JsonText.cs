using System.Globalization;
using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// One JSON string (RFC 8259 section 7). The framework's reader refuses half a surrogate pair, which the standard allows
/// and a hostile message may hold.
/// </summary>
internal static class JsonText
{
    /// <summary>The text, or null if the line is something else.</summary>
    public static string? Read(string json)
    {
        var trimmed = json.AsSpan().Trim(" \t\r\n");
        if (trimmed is not ['"', .. var inner, '"'])
        {
            return null;
        }
        var text = new StringBuilder(inner.Length);
        while (inner.Length > 0)
        {
            var plain = inner.IndexOfAny('\\', '"');
            var run = plain < 0 ? inner : inner[..plain];
            if (run.ContainsAnyInRange('\0', '\u001F'))
            {
                return null;
            }
            text.Append(run);
            inner = inner[run.Length..];
            if (inner.Length > 0)
            {
                var used = Escape(inner, text);
                if (used == 0)
                {
                    return null;
                }
                inner = inner[used..];
            }
        }
        return text.ToString();
    }

    /// <summary>Appends what the escape at the beginning stands for. How long it is, or 0 if it is none.</summary>
    private static int Escape(ReadOnlySpan<char> json, StringBuilder text)
    {
        if (json is not ['\\', var kind, ..])
        {
            return 0;
        }
        if (kind == 'u')
        {
            if (
                json.Length < 6
                || !ushort.TryParse(
                    json[2..6],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var unit
                )
            )
            {
                return 0;
            }
            text.Append((char)unit);
            return 6;
        }
        var at = "\"\\/bfnrt".IndexOf(kind, StringComparison.Ordinal);
        if (at < 0)
        {
            return 0;
        }
        text.Append("\"\\/\b\f\n\r\t"[at]);
        return 2;
    }
}
