using System.Diagnostics;
using System.Globalization;
using System.Text;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>What an incident was to the people in the chats.</summary>
/// <param name="Away">How long something was missing.</param>
/// <param name="Lost">Connections that were lost by it.</param>
/// <param name="Reconnected">From the break until the last of them was open again with its chats.</param>
/// <param name="SlowestSave">From writing a message until it was known to be saved.</param>
/// <param name="SlowestDelivery">From writing a message until the other side could show it.</param>
/// <param name="Resends">How often messages were sent again.</param>
internal sealed record Impact(
    string Name,
    TimeSpan Away,
    int Lost,
    TimeSpan Reconnected,
    TimeSpan SlowestSave,
    TimeSpan SlowestDelivery,
    int Resends
);

/// <summary>The figures of a run, for people.</summary>
internal static class Figures
{
    public static Impact ImpactOf(Incident incident, Crowd crowd)
    {
        var interruptions = crowd
            .Lines.SelectMany(line => line.Interruptions)
            .Where(interruption => IsWithin(interruption.Lost, incident))
            .ToList();
        // What was written shortly before may have been on its way.
        var writes = crowd
            .Conversations.SelectMany(conversation =>
                Deliveries(conversation.Resident, conversation.Adviser)
                    .Concat(Deliveries(conversation.Adviser, conversation.Resident))
            )
            .Where(write => write.Message.Answered >= incident.Broken && write.Message.Written <= incident.Over)
            .ToList();
        return new Impact(
            incident.Fault.Name,
            Stopwatch.GetElapsedTime(incident.Broken, incident.Mended),
            interruptions.Count,
            Longest(interruptions.Select(interruption => (incident.Broken, interruption.Live))),
            Longest(writes.Select(write => (write.Message.Written, write.Message.Answered))),
            Longest(writes.Select(write => (write.Message.Written, write.Seen))),
            writes.Sum(write => write.Message.Tries - 1)
        );
    }

    public static string Table(Crowd crowd, IEnumerable<Impact> impacts, Comparison comparison)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{crowd.Conversations.Count} chats, {comparison.Saved} messages acknowledged, {crowd.Sides.Sum(Resends)} resends"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"lost {comparison.Missing}, doubled {comparison.Twice}, at another place {comparison.Misplaced}, out of order {comparison.OutOfOrder}, unknown {comparison.Unknown}, chats with a gap {comparison.Gaps}, clients that differ {comparison.Diverged}"
        );
        text.AppendLine("fault                              away   lost  reconnected  saved   delivered  resends");
        foreach (var impact in impacts)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{impact.Name, -33} {impact.Away.TotalSeconds, 4:F1} s {impact.Lost, 5} {impact.Reconnected.TotalSeconds, 9:F1} s {impact.SlowestSave.TotalSeconds, 6:F1} s {impact.SlowestDelivery.TotalSeconds, 8:F1} s {impact.Resends, 8}"
            );
        }
        var refusals = crowd
            .Sides.SelectMany(side => side.Chat.Refusals)
            .GroupBy(refusal => refusal.Key, refusal => refusal.Value)
            .OrderBy(refusal => refusal.Key, StringComparer.Ordinal)
            .Select(refusal => $"{refusal.Key} {refusal.Sum()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"calls without success: {string.Join(", ", refusals)}");
        return text.ToString();
    }

    private static int Resends(Side side) => side.Chat.Saved.Sum(message => message.Tries - 1);

    private static IEnumerable<(Saved Message, long Seen)> Deliveries(Side from, Side to)
    {
        var seen = to.Chat.Timeline.ToDictionary(one => one.Event.Id, one => one.At);
        return from
            .Chat.Saved.Where(message => seen.ContainsKey(message.Id))
            .Select(message => (message, seen[message.Id]));
    }

    private static bool IsWithin(long moment, Incident incident) =>
        moment >= incident.Broken && moment <= incident.Over;

    private static TimeSpan Longest(IEnumerable<(long From, long To)> spans) =>
        spans.Select(span => Stopwatch.GetElapsedTime(span.From, span.To)).DefaultIfEmpty().Max();
}
