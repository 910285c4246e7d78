using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Tests;

/// <summary>The examples that CLDR gives with its rules.</summary>
public sealed class PluralRulesTests
{
    [Theory]
    [InlineData("en", "one", "1")]
    [InlineData("en", "other", "0 2 16 100 1000000")]
    [InlineData("so", "one", "1")]
    [InlineData("so", "other", "0 2 16 100")]
    [InlineData("fr", "one", "0 1")]
    [InlineData("fr", "many", "1000000 2000000")]
    [InlineData("fr", "other", "2 17 100 1000")]
    [InlineData("es", "one", "1")]
    [InlineData("es", "many", "1000000")]
    [InlineData("es", "other", "0 2 16 100")]
    [InlineData("pl", "one", "1")]
    [InlineData("pl", "few", "2 3 4 22 23 24 32 102 1002")]
    [InlineData("pl", "many", "0 5 12 13 14 19 21 100 112 1000000")]
    [InlineData("cy", "zero", "0")]
    [InlineData("cy", "one", "1")]
    [InlineData("cy", "two", "2")]
    [InlineData("cy", "few", "3")]
    [InlineData("cy", "many", "6")]
    [InlineData("cy", "other", "4 5 7 17 100")]
    [InlineData("ar", "zero", "0")]
    [InlineData("ar", "one", "1")]
    [InlineData("ar", "two", "2")]
    [InlineData("ar", "few", "3 10 103 110 1003")]
    [InlineData("ar", "many", "11 26 111 1011")]
    [InlineData("ar", "other", "100 101 102 200 300 1000 1000000")]
    public void A_number_takes_the_form_that_its_language_has_for_it(string language, string form, string numbers) =>
        Assert.All(
            numbers.Split(' '),
            number => Assert.Equal(form, PluralRules.FormOf(language, long.Parse(number, null)))
        );
}
