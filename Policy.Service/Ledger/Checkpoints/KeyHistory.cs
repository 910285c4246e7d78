using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>Which keys signed the log, as the log itself testifies, oldest first.</summary>
internal sealed record KeyHistory(IReadOnlyList<string> Vkeys)
{
    public const string OldMember = "old_vkey";
    public const string NewMember = "new_vkey";

    /// <summary>The key that signs now; null before the first checkpoint.</summary>
    public string? Current => Vkeys.Count > 0 ? Vkeys[^1] : null;

    /// <summary>The key before it.</summary>
    public string? Previous => Vkeys.Count > 1 ? Vkeys[^2] : null;

    public static async Task<KeyHistory> ReadAsync(PolicyContext database, CancellationToken cancellationToken)
    {
        var rotations = await database
            .LedgerEntries.AsNoTracking()
            .Where(entry => entry.Kind == LedgerKinds.KeyRotated)
            .OrderBy(entry => entry.Index)
            .Select(entry => entry.Entry)
            .ToListAsync(cancellationToken);
        if (rotations.Count > 0)
        {
            return new KeyHistory([
                Member(rotations[0], OldMember),
                .. rotations.Select(one => Member(one, NewMember)),
            ]);
        }
        var newest = await database.NewestCheckpointAsync(cancellationToken);
        return new KeyHistory(newest is null ? [] : [newest.Vkey]);
    }

    public static LedgerDraft Rotation(string from, string to) =>
        new(LedgerKinds.KeyRotated, new JsonObject { [OldMember] = from, [NewMember] = to }, new JsonObject());

    private static string Member(string entry, string name)
    {
        using var parsed = JsonDocument.Parse(entry);
        return parsed.RootElement.GetProperty(name).GetString()!;
    }
}
