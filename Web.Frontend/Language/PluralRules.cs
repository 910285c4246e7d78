namespace WebchatAspire.Web.Frontend.Language;

/// <summary>
/// Which form of a word goes with a whole number: the cardinal rules of Unicode CLDR 48
/// (https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html), without those for fractions. Browsers
/// have the same rules in <c>Intl.PluralRules</c>.
/// </summary>
internal static class PluralRules
{
    public const string Other = "other";

    private static readonly Dictionary<string, (string[] Forms, Func<long, string> Form)> Rules = new(
        StringComparer.Ordinal
    )
    {
        ["en"] = (["one", Other], n => n == 1 ? "one" : Other),
        ["so"] = (["one", Other], n => n == 1 ? "one" : Other),
        ["fr"] = (
            ["one", "many", Other],
            n =>
                n is 0 or 1 ? "one"
                : IsMillions(n) ? "many"
                : Other
        ),
        ["es"] = (
            ["one", "many", Other],
            n =>
                n == 1 ? "one"
                : IsMillions(n) ? "many"
                : Other
        ),
        ["pl"] = (
            ["one", "few", "many", Other],
            n =>
                n == 1 ? "one"
                : n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14) ? "few"
                : "many"
        ),
        ["cy"] = (
            ["zero", "one", "two", "few", "many", Other],
            n =>
                n switch
                {
                    0 => "zero",
                    1 => "one",
                    2 => "two",
                    3 => "few",
                    6 => "many",
                    _ => Other,
                }
        ),
        ["ar"] = (
            ["zero", "one", "two", "few", "many", Other],
            n =>
                n switch
                {
                    0 => "zero",
                    1 => "one",
                    2 => "two",
                    _ when n % 100 is >= 3 and <= 10 => "few",
                    _ when n % 100 is >= 11 => "many",
                    _ => Other,
                }
        ),
    };

    /// <summary>All forms of a language, <c>other</c> the last.</summary>
    public static IReadOnlyList<string> FormsOf(string language) => Rules[language].Forms;

    public static string FormOf(string language, long number) => Rules[language].Form(number);

    private static bool IsMillions(long n) => n != 0 && n % 1_000_000 == 0;
}
