using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Recording.Service.Redaction;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The obligation to mask third parties.</summary>
public sealed class RedactorTests
{
    private static readonly Redactor Redactor = new(Recognisers.All);
    private static readonly KnownNames Participants = new(["Robin Example", "Sam Adviser"]);

    [Theory]
    [InlineData("write to jo.bloggs+x@mail.example.org please", "write to [masked: e-mail address] please")]
    [InlineData("ring 020 7946 0958 or +49 30 901820", "ring [masked: phone number] or [masked: phone number]")]
    [InlineData("his mobile is 07911 123456.", "his mobile is [masked: phone number].")]
    [InlineData("she lives at W6 9JU now", "she lives at [masked: postcode] now")]
    [InlineData("she lives at w69ju now", "she lives at [masked: postcode] now")]
    [InlineData("he is at flat 3, 12 king street", "he is at [masked: address]")]
    [InlineData("the house in Kings Road is empty", "the house in [masked: address] is empty")]
    [InlineData("card 4111 1111 1111 1111 was used", "card [masked: payment card] was used")]
    [InlineData("card 4111 1111 1111 1111 123 was used", "card [masked: payment card] 123 was used")]
    [InlineData("it is 2 4111-1111-1111-1111", "it is 2 [masked: payment card]")]
    [InlineData("his NHS number is 943 476 5919", "his NHS number is [masked: NHS number]")]
    [InlineData("NI number qq123456c or AB 12 34 56 C", "NI number qq123456c or [masked: National Insurance number]")]
    [InlineData("see https://social.example/people/jo?id=1", "see [masked: web address]")]
    public void What_identifies_somebody_is_masked(string text, string masked) =>
        Assert.Equal(masked, Redactor.Mask(text, Participants));

    [Theory]
    [InlineData("I saw Mr Patel shouting", "I saw Mr [masked: person] shouting")]
    [InlineData("it was mrs patel", "it was mrs [masked: person]")]
    [InlineData("my neighbour Jane Smith keeps it", "my neighbour [masked: person] keeps it")]
    [InlineData("my neighbour jane does it", "my neighbour [masked: person] does it")]
    [InlineData("my name is olu adeyemi", "my name is [masked: person]")]
    [InlineData("a man called Will came", "a man called [masked: person] came")]
    [InlineData("I think Zbigniew did it", "I think [masked: person] did it")]
    [InlineData("Patel said no", "[masked: person] said no")]
    [InlineData("John came at 3", "[masked: person] came at 3")]
    [InlineData("ask Z\u200Bbigniew", "ask [masked: person]")]
    [InlineData("ask \u0420atel", "ask [masked: person]")]
    [InlineData("that is O'Neill's dog", "that is [masked: person] dog")]
    [InlineData("I met May there", "I met [masked: person] there")]
    [InlineData("جارتي فاطمة", "[masked: person]")]
    public void Other_people_are_masked(string text, string masked) =>
        Assert.Equal(masked, Redactor.Mask(text, Participants));

    [Theory]
    [InlineData("Hello Sam, this is Robin Example again")]
    [InlineData("Robin's boiler is cold. Sam Adviser helped.")]
    [InlineData("I have paid Council Tax since May 2024, on Monday as well")]
    [InlineData("I will be home in May. Will you come?")]
    [InlineData("My reference is 7KQ2-M4XD and the ticket is PCN12345678")]
    [InlineData("Boiler pressure is 12 and the code is F28")]
    [InlineData("see https://www.lbhf.gov.uk/housing/repairs.")]
    [InlineData("order 4111 1111 1111 1112 is not a card")]
    [InlineData("number 943 476 5918 is none of the NHS")]
    [InlineData("PLEASE HELP ME THE HEATING IS OFF")]
    [InlineData("")]
    public void The_participants_and_ordinary_words_are_kept(string text) =>
        Assert.Equal(text, Redactor.Mask(text, Participants));

    [Fact]
    public void A_given_name_that_is_shared_with_a_participant_does_not_uncover_a_stranger() =>
        Assert.Equal("I met [masked: person] there", Redactor.Mask("I met Robin Jones there", Participants));

    [Fact]
    public void Findings_that_overlap_become_one_over_all_of_their_span()
    {
        var resolved = Redactor.Resolve([
            new Finding(10, 5, "phone", "a", 0.5),
            new Finding(2, 10, "postcode", "b", 0.9),
            new Finding(14, 3, "email", "c", 0.7),
            new Finding(17, 1, "url", "d", 0.7),
        ]);

        Assert.Equal([new Finding(2, 15, "postcode", "b", 0.9), new Finding(17, 1, "url", "d", 0.7)], resolved);
    }

    [Fact]
    public void A_text_full_of_names_is_masked_in_one_go()
    {
        var text = string.Concat(Enumerable.Repeat("x Zork, ", 10_000));

        Assert.Equal(10_000, Redactor.Find(text, KnownNames.None).Count);
        Assert.DoesNotContain("Zork", Redactor.Mask(text, KnownNames.None), StringComparison.Ordinal);
    }

    [Property(MaxTest = 300)]
    public Property What_is_outside_of_findings_stays_as_it_is() =>
        Prop.ForAll(
            Texts(),
            text =>
            {
                var findings = Redactor.Find(text, Participants);
                var masked = Redactor.Mask(text, findings);
                var (read, written, end) = (0, 0, 0);
                foreach (var finding in findings)
                {
                    if (finding.Start < end || finding.Length < 1 || finding.End > text.Length)
                    {
                        return false;
                    }
                    var kept = text[read..finding.Start];
                    var mark = $"[masked: {FindingKinds.Describe(finding.Kind)}]";
                    if (masked.Substring(written, kept.Length + mark.Length) != kept + mark)
                    {
                        return false;
                    }
                    written += kept.Length + mark.Length;
                    read = end = finding.End;
                }
                return masked[written..] == text[read..];
            }
        );

    [Property(MaxTest = 300)]
    public Property A_name_after_a_title_never_comes_through() =>
        Prop.ForAll(
            Texts(),
            text =>
                !Redactor
                    .Mask($"{text} Mr Quillfeather {text}", Participants)
                    .Contains("Quillfeather", StringComparison.Ordinal)
        );

    /// <summary>Arbitrary characters mixed with pieces that look like findings, whole and broken.</summary>
    private static Arbitrary<string> Texts()
    {
        var pieces = Gen.Elements(
            "Robin",
            "Mr ",
            "Zork ",
            "my neighbour ",
            "07911 123456",
            "+44",
            "W6 9JU",
            "a@b.cd",
            "@",
            "4111111111111111",
            "https://x.y/",
            "12 King Street",
            "\u200D",
            "\uD83D\uDE00",
            "\uD83D",
            "\n",
            " ",
            ". ",
            "’s ",
            "-"
        );
        var any = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        return Gen.ListOf(Gen.OneOf(pieces, pieces, any)).Select(parts => string.Concat(parts)).ToArbitrary();
    }
}
