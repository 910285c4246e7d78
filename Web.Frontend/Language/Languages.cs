using System.Globalization;

namespace WebchatAspire.Web.Frontend.Language;

/// <summary>A language of the residents' pages.</summary>
/// <param name="Tag">BCP 47; the name of its resources and of the <c>lang</c> attribute.</param>
/// <param name="Name">In the language itself.</param>
/// <param name="DatePattern">A day with its year, as .NET writes patterns.</param>
/// <param name="DayPattern">A day of the coming week.</param>
/// <param name="TimePattern">Of <c>h</c>, <c>H</c>, <c>mm</c> and <c>tt</c> only: js/words.js reads it too.</param>
/// <param name="Noon">What stands for <c>tt</c> before and after noon.</param>
/// <param name="Comma">Between a day and a time.</param>
internal sealed record PageLanguage(
    string Tag,
    string Name,
    string DatePattern,
    string DayPattern,
    string TimePattern,
    (string Before, string After) Noon = default,
    string Comma = ","
)
{
    private readonly Lazy<CultureInfo> _culture = new(() => CultureOf(Tag, Noon));

    /// <summary>Names of days and months, and how numbers are written.</summary>
    public CultureInfo Culture => _culture.Value;

    public bool IsRightToLeft => Culture.TextInfo.IsRightToLeft;

    private static CultureInfo CultureOf(string tag, (string Before, string After) noon)
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo(tag == "en" ? "en-GB" : tag).Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar();
        if (culture.TextInfo.IsRightToLeft)
        {
            // Numbers are written with European digits, to which the separators of the others do not belong.
            culture.NumberFormat = CultureInfo.InvariantCulture.NumberFormat;
        }
        if (noon is ({ } before, { } after))
        {
            culture.DateTimeFormat.AMDesignator = before;
            culture.DateTimeFormat.PMDesignator = after;
        }
        return CultureInfo.ReadOnly(culture);
    }
}

/// <summary>English, Welsh, and five of the languages that are spoken most in London.</summary>
internal static class Languages
{
    public static readonly PageLanguage English = new(
        "en",
        "English",
        "d MMMM yyyy",
        "dddd d MMMM",
        "h:mmtt",
        ("am", "pm")
    );

    public static readonly IReadOnlyList<PageLanguage> All =
    [
        English,
        new("cy", "Cymraeg", "d MMMM yyyy", "dddd d MMMM", "h:mmtt", ("yb", "yp")),
        new("pl", "Polski", "d MMMM yyyy", "dddd, d MMMM", "H:mm"),
        new("so", "Soomaali", "d MMMM yyyy", "dddd d MMMM", "h:mm tt", ("GH", "GD")),
        new("ar", "العربية", "d MMMM yyyy", "dddd d MMMM", "h:mm tt", ("ص", "م"), "،"),
        new("fr", "Français", "d MMMM yyyy", "dddd d MMMM", "H:mm"),
        new("es", "Español", "d 'de' MMMM 'de' yyyy", "dddd, d 'de' MMMM", "H:mm"),
    ];

    /// <summary>Of the page that is being rendered.</summary>
    public static PageLanguage Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    public static PageLanguage? Find(string? tag) => All.FirstOrDefault(language => language.Tag == tag);
}
