using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>The rules for what residents meet: opening hours, languages, and how a chat can end.</summary>
internal static class ResidentRules
{
    private const string English = "en";

    /// <summary>The outcome of a chat that an adviser ends after the final warning (P7).</summary>
    private const string Conduct = "conduct";

    /// <summary>Why the system itself ends a chat; an adviser cannot say these.</summary>
    private static readonly string[] Reserved = ["idle", "abandoned"];

    private const int Day = 24 * 60;

    public static IEnumerable<BrokenRule> Check(PolicyDocument policy) =>
        [
            .. policy.Languages.Contains(English)
                ? Array.Empty<BrokenRule>()
                : [new BrokenRule("/languages", "english", "every text is in English, so 'en' is listed")],
            .. Languages(policy),
            .. policy
                .Notice.Translations.Where(item => item.Value.Paragraphs.Count != policy.Notice.Paragraphs.Count)
                .Select(item => new BrokenRule(
                    $"/notice/translations/{item.Key}/paragraphs",
                    "whole-translation",
                    "a translation has as many paragraphs as the English notice"
                )),
            .. policy.Services.SelectMany((service, i) => Opening(service, $"/services/{i}/opening")),
            .. Outcomes(policy),
        ];

    private static IEnumerable<BrokenRule> Languages(PolicyDocument policy)
    {
        IEnumerable<(string Pointer, IEnumerable<string> Tags)> used =
        [
            ("/notice/translations", policy.Notice.Translations.Keys),
            ("/conduct/caution", policy.Conduct.Caution.Keys),
            ("/conduct/final_warning", policy.Conduct.FinalWarning.Keys),
        ];
        return used.SelectMany(use =>
            use.Tags.SelectMany(tag =>
                PolicyRules.Listed($"{use.Pointer}/{tag}", "known-language", tag, policy.Languages)
            )
        );
    }

    /// <summary>No two of a service's hours overlap: it would be open twice, and close while it is open.</summary>
    private static IEnumerable<BrokenRule> Opening(CouncilService service, string at)
    {
        var spans = service.Opening.SelectMany(
            (hours, i) => hours.Days.Select(day => (Index: i, Span: SpanOf(day, hours)))
        );
        var before = new List<(int Start, int End)>();
        foreach (var (index, span) in spans)
        {
            if (before.Exists(other => Overlap(other, span)))
            {
                yield return new BrokenRule($"{at}/{index}", "opening-apart", "these hours overlap with others");
            }
            before.Add(span);
        }
    }

    /// <summary>Minutes of the week. What goes on after Saturday goes on into the next week.</summary>
    private static (int Start, int End) SpanOf(DayOfWeek day, OpeningHours hours)
    {
        var length = (int)(hours.Closes - hours.Opens).TotalMinutes;
        var start = ((int)day * Day) + (int)hours.Opens.ToTimeSpan().TotalMinutes;
        return (start, start + (length == 0 ? Day : length));
    }

    private static bool Overlap((int Start, int End) one, (int Start, int End) other)
    {
        int[] weeks = [-7 * Day, 0, 7 * Day];
        return weeks.Any(shift => one.Start + shift < other.End && other.Start < one.End + shift);
    }

    private static IEnumerable<BrokenRule> Outcomes(PolicyDocument policy) =>
        [
            .. PolicyRules.Unique("/outcomes", "code", policy.Outcomes.Select(outcome => outcome.Code)),
            .. policy
                .Outcomes.Select((outcome, i) => (outcome.Code, Pointer: $"/outcomes/{i}/code"))
                .Where(item => Reserved.Contains(item.Code))
                .Select(item => new BrokenRule(
                    item.Pointer,
                    "reserved-outcome",
                    $"the system itself says '{item.Code}'"
                )),
            .. policy.Outcomes.Any(outcome => outcome.Code == Conduct)
                ? Array.Empty<BrokenRule>()
                : [new BrokenRule("/outcomes", "conduct-outcome", "an adviser can end a chat because of conduct (P7)")],
        ];
}
