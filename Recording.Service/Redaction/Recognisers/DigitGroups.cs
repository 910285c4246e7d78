namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Groups of digits with little between them: how people write long numbers.</summary>
internal static class DigitGroups
{
    /// <summary>So many groups are looked at together; a longer row of numbers goes on in the next run.</summary>
    private const int MostGroups = 64;

    /// <summary>The runs of groups in a text, each with at most two separators between neighbours.</summary>
    public static IEnumerable<List<(int Start, int End)>> Runs(string text, string separators)
    {
        for (var at = Next(text, 0); at < text.Length; at = Next(text, at))
        {
            var groups = new List<(int Start, int End)>();
            while (groups.Count < MostGroups)
            {
                var start = at;
                while (at < text.Length && char.IsAsciiDigit(text[at]))
                {
                    at++;
                }
                groups.Add((start, at));
                var next = at;
                while (next < text.Length && next - at < 3 && separators.Contains(text[next]))
                {
                    next++;
                }
                if (next == at || next >= text.Length || !char.IsAsciiDigit(text[next]))
                {
                    break;
                }
                at = next;
            }
            yield return groups;
        }
    }

    private static int Next(string text, int from)
    {
        var next = text.AsSpan(from).IndexOfAnyInRange('0', '9');
        return next < 0 ? text.Length : from + next;
    }
}
