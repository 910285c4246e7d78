using System.Globalization;
using Microsoft.Extensions.Localization;
using WebchatAspire.Web.Frontend.Resources;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Language;

/// <summary>
/// What the pages say, in the language of the page. A text's places are named, as in <c>{name}</c>. On the staff's pages a
/// text of <see cref="StaffTexts"/> stands for the residents' one of the same key.
/// </summary>
internal sealed class Texts(
    IStringLocalizer<ResidentTexts> resident,
    IStringLocalizer<StaffTexts> staff,
    IHttpContextAccessor accessor
)
{
    public PageLanguage Language { get; } = Languages.Current;

    /// <summary>Nobody who knows the language has checked the texts.</summary>
    public bool IsDraft => this["layout.translation"] == "draft";

    private bool IsStaffPage => accessor.HttpContext is { } context && LanguageExtensions.IsStaffPage(context);

    public string this[string key] => Find(key) ?? throw new InvalidOperationException($"There is no text '{key}'.");

    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> values] => Fill(this[key], values);

    /// <summary>The text's form for a number, which the text calls <c>{n}</c>.</summary>
    public string Plural(string key, long number) =>
        this[$"{key}.{PluralRules.FormOf(Language.Tag, number)}", ("n", number)];

    /// <summary>All forms of a text, for a script that learns the number later.</summary>
    public IEnumerable<KeyValuePair<string, string>> Forms(string key) =>
        PluralRules.FormsOf(Language.Tag).Select(form => KeyValuePair.Create(form, this[$"{key}.{form}"]));

    /// <summary>The text, or null if there is none.</summary>
    public string? Find(string key)
    {
        if (IsStaffPage && staff[key] is { ResourceNotFound: false } own)
        {
            return own.Value;
        }
        var text = resident[key];
        return text.ResourceNotFound ? null : text.Value;
    }

    /// <summary>What the policy calls a service, in the language of the page if it is translated.</summary>
    public string Service(string slug, string name) => Find($"service.{slug}") ?? name;

    /// <summary>What a service says is wrong; it says so in English only.</summary>
    /// <param name="otherwise">The key of what other languages say.</param>
    public string Detail(
        UpstreamProblem problem,
        string otherwise,
        params ReadOnlySpan<(string Name, object? Value)> values
    ) => Language == Languages.English ? problem.Detail : this[otherwise, values];

    public string Number(long number) => number.ToString("N0", Language.Culture);

    public string Months(int months) =>
        months % 12 != 0 || months < 24 ? Plural("period.months", months) : Plural("period.years", months / 12);

    /// <summary>A wait that is expected, roughly, as nobody can promise it.</summary>
    public string Wait(int seconds) =>
        seconds switch
        {
            < 60 => this["wait.underMinute"],
            < 3600 => Plural("wait.minutes", (seconds + 30) / 60),
            _ => this["wait.hour"],
        };

    private string Fill(string text, ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            text = text.Replace($"{{{name}}}", Write(value), StringComparison.Ordinal);
        }
        return text;
    }

    private string Write(object? value) =>
        value switch
        {
            long or int => string.Create(Language.Culture, $"{value:N0}"),
            // A name in another script does not turn the words around it (Unicode's isolates).
            string word when Language.IsRightToLeft => $"\u2068{word}\u2069",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
