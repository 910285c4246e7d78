using WebchatAspire.Contracts.Chats;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>What happened in a chat, in words. js/events.js finds the same texts by the same keys.</summary>
internal static class EventWords
{
    /// <summary>The events that carry somebody's words, or the policy's.</summary>
    public static bool HasText(ChatEvent entry) =>
        entry.Kind is EventKinds.Message or EventKinds.Note or EventKinds.Warned;

    /// <param name="viewer">The party that looks at it, or null for a reader who took no part.</param>
    /// <param name="ownName">The viewer's name in this chat, if others of their party may have been in it before.</param>
    /// <returns>Null for an event that is not shown: it is not for this viewer, or of a kind that came later.</returns>
    public static string? Of(ChatEvent entry, string? viewer, string? ownName, Texts texts)
    {
        var (key, name) = entry.Kind switch
        {
            EventKinds.Message => IsOwn(entry, viewer, ownName)
                ? ("who.you", null)
                : Named($"who.{entry.Party}", entry.Name),
            EventKinds.Started => ("event.started", null),
            EventKinds.Assigned => Named("event.assigned", entry.Name),
            EventKinds.Moved when entry.Code == EventCodes.ToAdviser => Named("event.moved.adviser", entry.TargetName),
            EventKinds.Moved => ($"event.moved.{entry.Code}", null),
            EventKinds.Note => ("event.note", entry.Name),
            EventKinds.Warned => ($"event.warned.{entry.Code}", entry.Name),
            EventKinds.Flagged => ($"event.flagged.{Side(entry, viewer, ownName)}", null),
            EventKinds.Monitoring => ($"event.monitoring.{entry.Code}", entry.Name),
            EventKinds.Notice => ($"event.notice.{entry.Code}", null),
            EventKinds.Ended when entry.Code is EventCodes.Idle or EventCodes.Abandoned => (
                $"event.ended.{entry.Code}",
                null
            ),
            EventKinds.Ended => ($"event.ended.{Side(entry, viewer, ownName)}", null),
            _ => ("", (string?)null),
        };
        return texts.Find(key) is null ? null : texts[key, ("name", name ?? texts["who.adviserUnnamed"])];
    }

    /// <summary>Whether the viewer themselves did it, and not somebody who had the chat before them.</summary>
    public static bool IsOwn(ChatEvent entry, string? viewer, string? ownName) =>
        entry.Party == viewer && (ownName is null || entry.Name is null || entry.Name == ownName);

    private static string Side(ChatEvent entry, string? viewer, string? ownName) =>
        IsOwn(entry, viewer, ownName) ? "mine" : entry.Party;

    private static (string Key, string? Name) Named(string key, string? name) =>
        name is { Length: > 0 } ? (key, name) : ($"{key}Unnamed", null);
}
