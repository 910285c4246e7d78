using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>What an entry is to testify, before the ledger gives it an index and a time.</summary>
/// <param name="Kind">One of <see cref="LedgerKinds"/>.</param>
/// <param name="Entry">What everybody may see: nothing in it tells who or which chat (law 5).</param>
/// <param name="Details">Whom and what it is about. The entry has a salted commitment to it; the details can be erased.</param>
internal sealed record LedgerDraft(string Kind, JsonObject Entry, JsonObject Details);

internal static class LedgerKinds
{
    /// <summary>Every kind that is named here, for those who search.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. typeof(LedgerKinds)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The kinds that say that a chat or its recording was used. A permit alone says only that it might have been.</summary>
    public static readonly string[] Uses = [Read, MonitoringStart];

    public const string Decision = "decision";
    public const string Read = "read";

    /// <summary>From here on somebody follows a live chat under a permit, until <see cref="MonitoringStop"/>.</summary>
    public const string MonitoringStart = "monitoring-start";

    /// <summary>With the length in <c>seconds</c>, and what ended it.</summary>
    public const string MonitoringStop = "monitoring-stop";
    public const string Case = "case";
    public const string Agreement = "agreement";
    public const string Restriction = "restriction";
    public const string Approval = "approval";
    public const string Review = "review";

    /// <summary>From here on another key signs the checkpoints: <c>old_vkey</c> and <c>new_vkey</c>.</summary>
    public const string KeyRotated = "key-rotated";
    public const string PolicyPublished = "policy-published";
}

/// <param name="Trace">The span under which the entry came about; its trace is the one that the entry names.</param>
internal sealed record TracedDraft(LedgerDraft Draft, ActivityContext Trace);
