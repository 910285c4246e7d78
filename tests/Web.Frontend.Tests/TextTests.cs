using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Resources;
using YamlDotNet.RepresentationModel;

namespace WebchatAspire.Web.Frontend.Tests;

/// <summary>The texts of the residents' pages in all their languages.</summary>
public sealed partial class TextTests
{
    private const string Services = "service.";

    private static readonly string[] AllForms = ["zero", "one", "two", "few", "many", "other"];

    public static TheoryData<string> Tags => [.. Languages.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_text_exists_with_the_same_places(string tag)
    {
        var english = Plain(TextsOf("en"));
        var texts = Plain(TextsOf(tag));

        Assert.Equal(english.Keys.Order(), texts.Keys.Order());
        Assert.All(texts, text => Assert.Equal(PlacesOf(english[text.Key]), PlacesOf(text.Value)));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_text_about_a_number_has_exactly_the_forms_of_its_language(string tag)
    {
        var texts = TextsOf(tag);
        var plurals = PluralsOf(TextsOf("en"));

        Assert.NotEmpty(plurals);
        Assert.Equal(plurals, PluralsOf(texts));
        Assert.All(
            plurals,
            plural =>
            {
                var forms = AllForms.Where(form => texts.ContainsKey($"{plural}.{form}"));
                Assert.Equal(PluralRules.FormsOf(tag).Order(), forms.Order());
                Assert.All(
                    forms,
                    form =>
                        Assert.Equal(
                            MayLeaveOutNumber(tag, form, texts[$"{plural}.{form}"]) ? [] : ["{n}"],
                            PlacesOf(texts[$"{plural}.{form}"])
                        )
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_service_of_the_policy_has_a_name(string tag)
    {
        // The policy itself says it in English.
        var expected = tag == "en" ? [] : ServicesOfThePolicy().Select(slug => Services + slug);

        Assert.Equal(
            expected.Order(),
            TextsOf(tag).Keys.Where(key => key.StartsWith(Services, StringComparison.Ordinal)).Order()
        );
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Only_English_is_no_draft_until_a_translator_has_checked_a_language(string tag) =>
        Assert.Equal(tag == "en" ? "checked" : "draft", TextsOf(tag)["layout.translation"]);

    [Fact]
    public void No_text_is_the_English_one_by_mistake()
    {
        var english = Plain(TextsOf("en"));
        foreach (var language in Languages.All.Where(language => language != Languages.English))
        {
            var same = Plain(TextsOf(language.Tag))
                .Where(text => text.Value == english[text.Key] && text.Value.Count(char.IsWhiteSpace) > 1)
                .Select(text => $"{language.Tag} {text.Key}");
            Assert.Empty(same);
        }
    }

    /// <summary>A key in code is either whole, or the beginning of one that goes on with a code.</summary>
    [Fact]
    public void Every_text_that_the_code_asks_for_exists_and_every_text_is_asked_for()
    {
        var texts = TextsOf("en");
        var keys = texts.Keys.Concat(StaffTexts().Keys).Distinct().ToList();
        var used = KeysInCode();

        var unknown = used.Where(key => !keys.Exists(text => Fits(text, key)));
        var unused = keys.Where(text => !used.Exists(key => Fits(text, key)));

        Assert.Empty(unknown);
        Assert.Empty(unused);
    }

    /// <summary>Arabic says "two minutes" in one word; a form for one number only need not write it.</summary>
    private static bool MayLeaveOutNumber(string tag, string form, string text) =>
        !text.Contains("{n}", StringComparison.Ordinal)
        && Enumerable.Range(0, 1000).Count(number => PluralRules.FormOf(tag, number) == form) == 1;

    private static bool Fits(string text, string key) =>
        text == key
        || (key.EndsWith('.') && text.StartsWith(key, StringComparison.Ordinal))
        || text.StartsWith($"{key}.", StringComparison.Ordinal)
        || text == $"{key}Unnamed"
        || text == $"{key}With";

    private static List<string> KeysInCode()
    {
        var beginnings = TextsOf("en").Keys.Concat(StaffTexts().Keys).Select(key => key.Split('.')[0]).ToHashSet();
        var frontend = Path.Combine(Root(), "Web.Frontend");
        string[] folders = ["Components", "Embedding", "Resident", "Http", "Language", Path.Combine("wwwroot", "js")];
        return
        [
            .. folders
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(frontend, folder), "*", SearchOption.AllDirectories)
                )
                .SelectMany(file => Key().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups["key"].Value)
                .Where(key => beginnings.Contains(key.Split('.')[0]))
                .Distinct(),
        ];
    }

    private static IEnumerable<string> ServicesOfThePolicy()
    {
        using var file = File.OpenText(
            Directory.EnumerateFiles(Path.Combine(Root(), "Policy.Service", "policy"), "*.yaml").Order().Last()
        );
        var yaml = new YamlStream();
        yaml.Load(file);
        return ((YamlSequenceNode)yaml.Documents[0].RootNode["services"]).Select(service => (string)service["slug"]!);
    }

    private static Dictionary<string, string> Plain(Dictionary<string, string> texts)
    {
        var plurals = PluralsOf(texts).ToHashSet();
        return texts
            .Where(text => !text.Key.StartsWith(Services, StringComparison.Ordinal))
            .Where(text => !plurals.Contains(BaseOf(text.Key)))
            .ToDictionary();
    }

    private static IEnumerable<string> PluralsOf(Dictionary<string, string> texts) =>
        texts.Keys.Where(key => key.EndsWith($".{PluralRules.Other}", StringComparison.Ordinal)).Select(BaseOf).Order();

    private static string BaseOf(string key) => key.Contains('.') ? key[..key.LastIndexOf('.')] : key;

    private static IEnumerable<string> PlacesOf(string text) =>
        Place().Matches(text).Select(match => match.Value).Order();

    /// <summary>What the language's own file says, and nothing that English would fill in.</summary>
    private static Dictionary<string, string> TextsOf(string tag) =>
        Read(typeof(ResidentTexts), tag == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(tag));

    private static Dictionary<string, string> StaffTexts() => Read(typeof(StaffTexts), CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Read(Type texts, CultureInfo culture)
    {
        var set = new ResourceManager(texts).GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return set.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebchatAspire.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The solution's folder was not found.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("""["'`](?<key>[a-z]+(\.[A-Za-z0-9-]*)+)""")]
    private static partial Regex Key();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();
}
