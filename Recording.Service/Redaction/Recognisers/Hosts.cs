namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Whether the rules for names of hosts need to look at a text at all. Most messages have none.</summary>
internal static class Hosts
{
    public static bool MayBeIn(string text) => HasInnerDot(text) || HasSpokenDot(text);

    /// <summary>A full stop, as such or in brackets, that no space follows.</summary>
    public static bool HasInnerDot(ReadOnlySpan<char> text)
    {
        for (var dot = text.IndexOf('.'); dot >= 0; dot = text.IndexOf('.'))
        {
            text = text[(dot + 1)..];
            if (text is [not (' ' or '\n' or '\r' or '.'), ..])
            {
                return true;
            }
        }
        return false;
    }

    public static bool HasSpokenDot(string text) => text.Contains("dot", StringComparison.OrdinalIgnoreCase);
}
