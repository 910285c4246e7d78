using System.Globalization;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// What the enforcement point told about the resource, kept of those decisions that a second person has to look at. It is
/// all that they see of the chat, never its text.
/// </summary>
internal sealed class DecisionResource
{
    public required Guid DecisionId { get; init; }

    /// <summary>The chat's reference, as residents can read it aloud.</summary>
    public string? Reference { get; init; }

    public string? Service { get; init; }

    /// <summary><c>waiting</c>, <c>active</c> or <c>ended</c>.</summary>
    public string? State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who was the chat's adviser at any time.</summary>
    public required string[] Participants { get; init; }

    public static DecisionResource Of(Guid decisionId, Question question)
    {
        var told = question.Resource;
        IEnumerable<string> advisers = told.Texts("adviser_ids").Value ?? [];
        return new DecisionResource
        {
            DecisionId = decisionId,
            Reference = told.Text("reference").Value,
            Service = told.Text("service").Value,
            State = told.State("state").Value,
            StartedAt = TimeOf(told.Text("started_at").Value),
            EndedAt = TimeOf(told.Text("ended_at").Value),
            Participants =
            [
                .. advisers
                    .Append(told.TextOrNull("adviser_id").Value)
                    .Where(id => !string.IsNullOrEmpty(id))
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
        };
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
}
