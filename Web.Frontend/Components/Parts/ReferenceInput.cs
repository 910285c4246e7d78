namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>References of chats as people type them, who were told them over the telephone.</summary>
internal static class ReferenceInput
{
    private const int Half = 4;

    /// <summary>Capital letters, and the hyphen where it belongs; what has not eight letters and digits stays as it is.</summary>
    public static string Normalise(string typed)
    {
        var letters = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length == 2 * Half ? $"{letters[..Half]}-{letters[Half..]}" : typed.Trim().ToUpperInvariant();
    }
}
