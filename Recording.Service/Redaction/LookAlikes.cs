namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Cyrillic and Greek letters that look like Latin ones (a part of confusables.txt of Unicode Technical Standard 39).
/// They are unified only in a word that has Latin letters or digits too: a word all in Cyrillic is Cyrillic.
/// </summary>
internal static class LookAlikes
{
    private const string Foreign = "АВЕЅІЈКМНОРСТХУаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα";
    private const string Latin = "ABESIJKMHOPCTXYaesijopcyxhdqwABEZHIKMNOPTYXoa";

    public static string Unify(string text)
    {
        var value = text.ToCharArray();
        for (var i = 0; i < value.Length; )
        {
            var (start, mixed, foreign) = (i, false, false);
            for (; i < value.Length && char.IsLetterOrDigit(value[i]); i++)
            {
                mixed |= value[i] < '\u0250';
                foreign |= value[i] is >= '\u0370' and < '\u0530';
            }
            for (var at = start; mixed && foreign && at < i; at++)
            {
                if (value[at] >= '\u0370' && Foreign.IndexOf(value[at], StringComparison.Ordinal) is >= 0 and var which)
                {
                    value[at] = Latin[which];
                }
            }
            i = i == start ? i + 1 : i;
        }
        return new string(value);
    }
}
