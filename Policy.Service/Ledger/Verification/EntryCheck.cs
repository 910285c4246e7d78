using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>Looks at entry after entry, in the order of the log.</summary>
internal sealed class EntryCheck
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private string _latest = "";

    /// <summary>The keys that were replaced, as the entries testify it: first the old one, then the new one.</summary>
    public List<(string Old, string New)> Rotations { get; } = [];

    /// <returns>What is wrong with the entry at this place; nothing if it is as it should be.</returns>
    public IEnumerable<string> Check(long index, ReadOnlySpan<byte> entry)
    {
        var found = new List<string>();
        try
        {
            var text = StrictUtf8.GetString(entry);
            if (JsonNode.Parse(text) is not JsonObject members)
            {
                return ["it is no JSON object"];
            }
            if (CanonicalJson.Write(members) != text)
            {
                found.Add("it is not in the canonical form of JSON (RFC 8785)");
            }
            CheckMembers(index, members, found);
        }
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            // The exception may quote the entry, and it does not matter how exactly it cannot be read.
            found.Add("it is not the JSON of an entry");
        }
        return found;
    }

    private void CheckMembers(long index, JsonObject members, List<string> found)
    {
        if (Number(members, "index") is var said && said != index)
        {
            found.Add(
                said is null
                    ? "it has no index"
                    : $"it says that it is entry {said}: one was taken out, put in or moved at or before this place"
            );
        }
        if (string.IsNullOrEmpty(Text(members, "kind")))
        {
            found.Add("it has no kind");
        }
        if (Text(members, "kind") == LedgerKinds.KeyRotated)
        {
            TakeRotation(members, found);
        }
        var at = Text(members, "at");
        if (!DateTime.TryParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            found.Add("it has no time, in microseconds and UTC");
            return;
        }
        if (string.CompareOrdinal(at, _latest) < 0)
        {
            found.Add($"it is of {at}, which is before the entry before it ({_latest})");
        }
        _latest = at!;
    }

    private void TakeRotation(JsonObject members, List<string> found)
    {
        if (Text(members, KeyHistory.OldMember) is { } old && Text(members, KeyHistory.NewMember) is { } now)
        {
            Rotations.Add((old, now));
        }
        else
        {
            found.Add("it says that a key was replaced, and not which by which");
        }
    }

    private static long? Number(JsonObject members, string name) =>
        members[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private static string? Text(JsonObject members, string name) =>
        members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
