using System.Globalization;
using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Tests;

/// <summary>Days and times, in the council's time zone whatever the server's is.</summary>
public sealed class WordsTests
{
    private static readonly DateTimeOffset Summer = new(2026, 7, 4, 12, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("en", "4 July 2026, 1:05pm")]
    [InlineData("cy", "4 Gorffennaf 2026, 1:05yp")]
    [InlineData("pl", "4 lipca 2026, 13:05")]
    [InlineData("ar", "4 يوليو 2026، 1:05 م")]
    [InlineData("fr", "4 juillet 2026, 13:05")]
    [InlineData("es", "4 de julio de 2026, 13:05")]
    public void A_time_is_written_as_its_language_does(string language, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        Assert.Equal(expected, Words.DateAndTime(Summer));
    }

    /// <summary>Its months have two sets of names, and which one is used depends on the machine's Unicode data.</summary>
    [Fact]
    public void A_time_in_Somali_has_its_own_words_for_the_halves_of_a_day()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("so");

        Assert.Equal("1:05 GD", Words.Time(Summer));
    }

    [Fact]
    public void A_late_evening_in_summer_is_the_next_day_in_London()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");

        Assert.Equal(
            "5 July 2026, 12:30am",
            Words.DateAndTime(new DateTimeOffset(2026, 7, 4, 23, 30, 0, TimeSpan.Zero))
        );
    }

    [Theory]
    [InlineData("en", 8, 0, "8am")]
    [InlineData("en", 17, 30, "5:30pm")]
    [InlineData("ar", 8, 0, "8 ص")]
    [InlineData("pl", 8, 0, "8:00")]
    public void A_timetable_leaves_out_minutes_where_the_language_does(
        string language,
        int hour,
        int minute,
        string expected
    )
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        Assert.Equal(expected, Words.Hour(new TimeOnly(hour, minute)));
    }

    [Fact]
    public void Only_Arabic_is_written_from_right_to_left() =>
        Assert.Equal(["ar"], Languages.All.Where(language => language.IsRightToLeft).Select(language => language.Tag));
}
