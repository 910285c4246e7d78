using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Recording.Service.Redaction;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests.Redaction;

/// <summary>Texts that are made to be slow, to hide a detail, or to break a position.</summary>
public sealed class HostileTextTests
{
    private const int Large = 1 << 17;
    private static readonly Redactor Redactor = new(Recognisers.All);

    public static TheoryData<string> Pieces() =>
        [
            "a",
            "A",
            "0",
            "1 ",
            "0 ",
            "07",
            "1.",
            "1-",
            "12-34-56 ",
            "a.",
            "a-",
            "a'",
            "@",
            "a@",
            "a@b.",
            "http://",
            "www.",
            "www.a.",
            "A ",
            "Ab ",
            "flat 1 ",
            "1 a ",
            "1 the ",
            "Aa Bb ",
            ":",
            "a:",
            "0:",
            "::",
            "GB82",
            "GB82 ",
            "AB12 ",
            "/",
            "1/1/",
            "1/2/2000 ",
            "may ",
            "1 may ",
            "(",
            "+",
            "+44 ",
            "oh ",
            "zero one ",
            "ref ",
            "reference number is ",
            "passport ",
            "my name is ",
            "Mr ",
            "van ",
            "de la ",
            "J. ",
            "\u200b",
            "\u0410a",
            "\ud83d",
            "\ud83d\ude00",
            "\n",
            " ",
            "\u0660",
            "\ufb01",
            "-",
            "_",
            "a dot ",
            "a at b dot ",
            "live at 1 a ",
            "4111 ",
            "4111-",
            "[",
            "0x",
            "bc1q",
            "the ",
            "i ",
            "jan 1 ",
            "first of may ",
            "sort code ",
            "account ",
            "'",
            "\"",
        ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_text_of_sixteen_times_the_length_takes_about_sixteen_times_as_long(string piece)
    {
        var small = string.Concat(Enumerable.Repeat(piece, Large / 16 / piece.Length));
        var large = string.Concat(Enumerable.Repeat(piece, Large / piece.Length));

        var one = Enumerable.Range(0, 4).Min(_ => Time(small));
        var sixteen = Enumerable.Range(0, 2).Min(_ => Time(large));
        // What a busy machine adds to the large one goes away with the least of many times; the square does not.
        for (var further = 0; further < 20 && !IsLinear(); further++)
        {
            sixteen = Least(sixteen, Time(large));
        }

        Assert.True(IsLinear(), $"{piece}: {one} and {sixteen}");

        // It would be 256 times if it went with the square. What takes hardly any time is not compared.
        bool IsLinear() => sixteen < TimeSpan.FromMilliseconds(200) || sixteen < one * 100;
    }

    [Fact]
    public void A_text_of_a_megabyte_with_ten_thousand_findings_has_all_of_them()
    {
        var text = string.Concat(Enumerable.Repeat($"ring 07700 900123 about it {new string('x', 77)}. ", 10_000));

        Assert.True(text.Length > 1 << 20);
        Assert.Equal(10_000, Redactor.Find(text, KnownNames.None).Count(finding => finding.Kind == FindingKinds.Phone));
    }

    [Theory]
    [InlineData("4111\u200b 1111\u200d 1111 1111", "payment-card")]
    [InlineData("\u202e07700 900123\u202c", "phone")]
    [InlineData("０７７００ ９００１２３", "phone")]
    [InlineData("\ud835\udfce\ud835\udfd5\ud835\udfd5\ud835\udfce\ud835\udfce 900123", "phone")]
    [InlineData("W6\u00a09J\u00adU", "postcode")]
    [InlineData("ＡＢ１２３４５６Ｃ", "national-insurance-number")]
    [InlineData("jo@exam\u200bple.org", "email")]
    [InlineData("АВ12 СDЕ", "vehicle-registration")]
    [InlineData("943–476–5919", "nhs-number")]
    [InlineData("Mr \u2067Patel\u2069", "person")]
    [InlineData("Mr P\u0430tel", "person")]
    public void Invisible_and_disguised_characters_hide_nothing(string text, string kind)
    {
        var finding = Assert.Single(Redactor.Find(text, KnownNames.None));

        Assert.Equal(kind, finding.Kind);
    }

    [Property(MaxTest = 500)]
    public Property Findings_lie_within_the_text_in_order_and_apart() =>
        Prop.ForAll(
            Texts(),
            text =>
            {
                var end = 0;
                foreach (var finding in Redactor.Find(text, KnownNames.None))
                {
                    if (finding.Start < end || finding.Length < 1 || finding.End > text.Length)
                    {
                        return false;
                    }
                    end = finding.End;
                }
                return true;
            }
        );

    [Property(MaxTest = 500)]
    public Property Resolving_twice_changes_nothing() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Start, byte Length, byte Sure)[]>(),
            items =>
            {
                var findings = items.Select(item => new Finding(
                    item.Start,
                    item.Length % 20 + 1,
                    "phone",
                    "any",
                    item.Sure / 255.0
                ));
                var once = Redactor.Resolve(findings);
                return Redactor.Resolve(once).SequenceEqual(once)
                    && findings.All(finding => once.Any(one => one.Start <= finding.Start && one.End >= finding.End));
            }
        );

    [Property(MaxTest = 300)]
    public Property A_checked_number_never_comes_through_whatever_stands_around_it() =>
        Prop.ForAll(
            Texts(),
            text =>
                !Redactor
                    .Mask($"{text} jo.bloggs@example.org {text}", KnownNames.None)
                    .Contains("jo.bloggs@example.org", StringComparison.Ordinal)
        );

    [Property(MaxTest = 300)]
    public Property Looking_twice_finds_the_same() =>
        Prop.ForAll(
            Texts(),
            text => Redactor.Find(text, KnownNames.None).SequenceEqual(Redactor.Find(text, KnownNames.None))
        );

    private static TimeSpan Time(string text)
    {
        var start = Stopwatch.GetTimestamp();
        Redactor.Find(text, KnownNames.None);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static Arbitrary<string> Texts()
    {
        var pieces = Gen.Elements(Pieces().Select(row => row.Data).ToArray());
        var any = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        return Gen.ListOf(Gen.OneOf(pieces, pieces, any)).Select(parts => string.Concat(parts)).ToArbitrary();
    }
}
