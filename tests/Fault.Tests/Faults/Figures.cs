using System.Diagnostics;
using System.Globalization;
using System.Text;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>What an incident was to the people in the chats.</summary>
/// <param name="Away">How long something was missing.</param>
/// <param name="Lost">Connections that were lost by it.</param>
/// <param name="Reconnected">From the break until the last of them was open again with its chats.</param>
/// <param name="Attempts">The most that one of them needed.</param>
/// <param name="SlowestSave">From writing a message until it was known to be saved.</param>
/// <param name="SlowestDelivery">From writing a message until the other side could show it.</param>
/// <param name="Resends">How often messages were sent again.</param>
internal sealed record Impact(
    string Name,
    TimeSpan Away,
    int Lost,
    TimeSpan Reconnected,
    int Attempts,
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
            interruptions.Select(interruption => interruption.Attempts).DefaultIfEmpty().Max(),
            Longest(writes.Select(write => (write.Message.Written, write.Message.Answered))),
            Longest(writes.Select(write => (write.Message.Written, write.Seen))),
            writes.Sum(write => write.Message.Tries - 1)
        );
    }

    public static string Table(Crowd crowd, IEnumerable<Impact> impacts, Comparison comparison)
    {
        var text = new StringBuilder();
        Line($"{crowd.Conversations.Count} chats: {comparison.Saved} messages acknowledged, {Resends(crowd)} resends");
        Line($"lost {comparison.Missing}, doubled {comparison.Twice}, at another place {comparison.Misplaced}");
        Line($"out of order {comparison.OutOfOrder}, chats with a gap {comparison.Gaps}");
        Line($"of nobody {comparison.Unknown}, clients that differ {comparison.Diverged}, unsent {comparison.Unsaved}");
        Line($"{"", -36}   away  lost  reconnected  attempts   saved  delivered  resends");
        foreach (var it in impacts)
        {
            Line(
                $"{it.Name, -36} {it.Away.TotalSeconds, 4:F1} s {it.Lost, 5} {it.Reconnected.TotalSeconds, 10:F1} s {it.Attempts, 9} {it.SlowestSave.TotalSeconds, 5:F1} s {it.SlowestDelivery.TotalSeconds, 8:F1} s {it.Resends, 8}"
            );
        }
        Line($"calls without success: {Refusals(crowd)}");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static string Refusals(Crowd crowd) =>
        string.Join(
            ", ",
            crowd
                .Sides.SelectMany(side => side.Chat.Refusals)
                .GroupBy(refusal => refusal.Key, refusal => refusal.Value)
                .OrderBy(refusal => refusal.Key, StringComparer.Ordinal)
                .Select(refusal => $"{refusal.Key} {refusal.Sum()}")
        );

    private static int Resends(Crowd crowd) =>
        crowd.Sides.Sum(side => side.Chat.Saved.Sum(message => message.Tries - 1));

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
