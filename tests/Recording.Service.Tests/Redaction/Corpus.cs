using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Tests.Redaction;

/// <summary>One line of the corpus.</summary>
/// <param name="Spans">Where the personal details of the kind are; none in a line that only looks like it.</param>
internal sealed record CorpusLine(string Kind, string Text, IReadOnlyList<(int Start, int End)> Spans)
{
    public bool IsLookAlike => Spans.Count == 0;
}

internal static partial class Corpus
{
    public static IReadOnlyList<CorpusLine> Of(string kind) =>
        [
            .. File.ReadLines(Path.Combine(Folder, $"{kind}.txt"))
                .Skip(1)
                .Where(line => line.Length > 2)
                .Select(line => Parse(kind, line)),
        ];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Redaction", "Corpus");

    private static CorpusLine Parse(string kind, string line)
    {
        var body = Escape()
            .Replace(
                line[2..],
                escape => ((char)ushort.Parse(escape.ValueSpan[2..], NumberStyles.HexNumber, null)).ToString()
            )
            .Replace("\\n", "\n");
        var text = new StringBuilder();
        var spans = new List<(int, int)>();
        var pieces = body.Split("[[");
        text.Append(pieces[0]);
        foreach (var piece in pieces.Skip(1))
        {
            var end = piece.IndexOf("]]", StringComparison.Ordinal);
            spans.Add((text.Length, text.Length + end));
            text.Append(piece, 0, end).Append(piece, end + 2, piece.Length - end - 2);
        }
        Assert(line[0] == '+' == spans.Count > 0, line);
        return new CorpusLine(kind, text.ToString(), spans);
    }

    private static void Assert(bool holds, string line) => Xunit.Assert.True(holds, $"The corpus is wrong: {line}");

    [GeneratedRegex(@"\\u[0-9a-f]{4}")]
    private static partial Regex Escape();
}
