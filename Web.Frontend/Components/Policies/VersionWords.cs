using System.Globalization;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Components.Policies;

/// <summary>The names of the policy file in plain English. One that is not listed is written as it is called.</summary>
internal static class VersionWords
{
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        ["general"] = "Settings",
        ["clauses"] = "Clauses",
        ["notice"] = "Notice to residents",
        ["services"] = "Services and how long recordings are kept",
        ["conduct"] = "Warnings because of conduct",
        ["outcomes"] = "How a chat can end",
        ["resources"] = "What decisions are about",
        ["obligations"] = "What can be made a condition",
        ["refusals"] = "What a refusal cites",
        ["never"] = "What is never permitted",
        ["purposes"] = "Purposes and what they permit",
        ["approvals"] = "Approval by a second person",
        ["reviews"] = "Review afterwards",
    };

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["text"] = "wording",
        ["label"] = "name",
        ["retention_months"] = "months that a recording is kept",
        ["opening"] = "opening hours",
        ["hours"] = "hours",
        ["alignment"] = "treated like",
        ["quick_exit"] = "button to leave at once",
        ["permit_minutes"] = "minutes that a permit lasts",
        ["lawful_basis"] = "lawful basis",
        ["dpv"] = "term of the Data Privacy Vocabulary",
        ["dpv_also"] = "further terms of the Data Privacy Vocabulary",
        ["also"] = "further clauses",
        ["visibility"] = "when the resident sees it",
        ["who"] = "who may",
        ["actions"] = "may do",
        ["resources"] = "with what",
        ["needs"] = "needs first",
        ["obligations"] = "has to",
        ["kind"] = "kind",
        ["may_follow_within_hours"] = "may follow within hours",
        ["draft"] = "not checked yet",
        ["en"] = "English",
    };

    /// <summary>Levels of the file that say nothing to a reader.</summary>
    private static readonly string[] Silent = ["grants", "properties", "translations"];

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [RefusalReasons.NotAgreed] = "It was not agreed",
        [RefusalReasons.NotLawful] = "It is not lawful",
        [RefusalReasons.DateUnsuitable] = "The date does not suit",
        [RefusalReasons.WordingUnclear] = "The wording is not clear",
        [RefusalReasons.Mistaken] = "It was proposed by mistake",
    };

    public static string Part(string part) => Parts.GetValueOrDefault(part) ?? Capital(Plain(part));

    public static string Field(string field) =>
        Capital(string.Join(", ", field.Split('/').Where(level => !Silent.Contains(level)).Select(Level)));

    public static string Reason(string reason) => Reasons.GetValueOrDefault(reason) ?? Plain(reason);

    /// <summary>When a version holds, in the language of the page.</summary>
    public static string Held(PolicyVersionItem version, Texts texts) =>
        version.InForceUntil is { } until
            ? texts["notices.span", ("from", Words.Date(version.InForceFrom)), ("to", Words.Date(until))]
            : texts["notices.since", ("from", Words.Date(version.InForceFrom))];

    public static string LanguageName(string tag) =>
        Languages.Find(tag)?.Name ?? CultureInfo.GetCultureInfo(tag).NativeName;

    public static bool IsRightToLeft(string tag) => CultureInfo.GetCultureInfo(tag).TextInfo.IsRightToLeft;

    private static string Level(string level) =>
        int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"paragraph {number}"
            : Fields.GetValueOrDefault(level)
                ?? (Languages.Find(level) is not null ? CultureInfo.GetCultureInfo(level).EnglishName : Plain(level));

    private static string Plain(string name) => name.Replace('_', ' ').Replace('-', ' ');

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
