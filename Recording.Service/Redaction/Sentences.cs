namespace WebchatAspire.Recording.Service.Redaction;

internal static class Sentences
{
    /// <summary>Whether a sentence, a line or an item of a list begins with the word.</summary>
    public static bool StartsWith(string text, Word word)
    {
        var i = word.Start - 1;
        while (i >= 0 && (char.IsWhiteSpace(text[i]) || text[i] is '"' or '\'' or '(' or '*') && text[i] != '\n')
        {
            i--;
        }
        return i < 0 || text[i] is '\n' or '.' or '!' or '?' or ':' or '-' or '•';
    }
}
