using WebchatAspire.Contracts.Chats;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace WebchatAspire.Chat.Api.Replies;

/// <summary>
/// The canned replies: <c>replies.yaml</c> beside the program, or the file that <c>Replies:File</c> names. Read and
/// checked at the start.
/// </summary>
internal sealed class ReplyBook
{
    private const int MaxText = 2000;
    private const int MaxTitle = 80;

    private static readonly string[] Placeholders = ["resident", "adviser", "reference", "service"];

    private readonly List<Entry> _entries;

    private ReplyBook(List<Entry> entries) => _entries = entries;

    /// <exception cref="InvalidOperationException">The file cannot be taken; the message says where and why.</exception>
    public static ReplyBook Read(string path)
    {
        List<Entry> entries;
        try
        {
            entries =
                new DeserializerBuilder()
                    .WithNamingConvention(UnderscoredNamingConvention.Instance)
                    .Build()
                    .Deserialize<Document>(File.ReadAllText(path))
                    ?.Replies
                ?? [];
        }
        catch (YamlDotNet.Core.YamlException exception)
        {
            throw new InvalidOperationException($"{path}: line {exception.Start.Line}: {exception.Message}", exception);
        }
        if (entries.SelectMany(Mistakes).Concat(Doubles(entries)).ToList() is { Count: > 0 } mistakes)
        {
            throw new InvalidOperationException($"{path}: {string.Join("; ", mistakes)}");
        }
        return new ReplyBook(entries);
    }

    /// <summary>The replies for a service that have all words of the search in title or text, filled in.</summary>
    public IReadOnlyList<Reply> Find(string service, string? search, IReadOnlyDictionary<string, string> values)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. _entries
                .Where(entry => entry.Services.Count == 0 || entry.Services.Contains(service, StringComparer.Ordinal))
                .Where(entry => words.All(word => Has(entry.Title, word) || Has(entry.Text, word)))
                .Select(entry => new Reply(entry.Id, entry.Title, Fill(entry.Text, values))),
        ];
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholders.Aggregate(
            text,
            (filled, name) =>
                filled.Replace($"{{{name}}}", values.GetValueOrDefault(name, ""), StringComparison.Ordinal)
        );

    private static IEnumerable<string> Mistakes(Entry entry)
    {
        if (string.IsNullOrWhiteSpace(entry.Id))
        {
            yield return "a reply has no id";
        }
        if (entry.Title.Length is 0 or > MaxTitle)
        {
            yield return $"'{entry.Id}': a title has 1 to {MaxTitle} characters";
        }
        if (entry.Text.Length is 0 or > MaxText)
        {
            yield return $"'{entry.Id}': a text has 1 to {MaxText} characters";
        }
        foreach (
            var name in System
                .Text.RegularExpressions.Regex.Matches(entry.Text, "{([^}]*)}")
                .Select(match => match.Groups[1].Value)
                .Except(Placeholders, StringComparer.Ordinal)
        )
        {
            yield return $"'{entry.Id}': there is no placeholder {{{name}}}";
        }
    }

    private static IEnumerable<string> Doubles(List<Entry> entries) =>
        entries
            .GroupBy(entry => entry.Id, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"'{group.Key}' is listed twice");

    internal sealed class Document
    {
        public List<Entry> Replies { get; set; } = [];
    }

    internal sealed class Entry
    {
        public string Id { get; set; } = "";
        public string Title { get; set; } = "";
        public string Text { get; set; } = "";

        /// <summary>Slugs; none for every service.</summary>
        public List<string> Services { get; set; } = [];
    }
}
