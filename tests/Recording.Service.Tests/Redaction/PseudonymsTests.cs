using WebchatAspire.Recording.Service.Redaction;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests.Redaction;

/// <summary>One surrogate for each person, number and place of a recording.</summary>
public sealed class PseudonymsTests
{
    private static readonly KnownParty Resident = new(
        "Resident",
        ["Robert Quillfeather"],
        ["rob.q@example.org"],
        ["07700 900123"],
        ["7KQ2-M4XD"]
    );

    private static readonly KnownParty Adviser = new("Adviser", "Will Example");

    [Theory]
    [InlineData("Robert Quillfeather here", "[Resident] here")]
    [InlineData("Hello Bob", "Hello [Resident]")]
    [InlineData("it is ROBERT QUILLFEATHER", "it is [Resident]")]
    [InlineData("i am rob quillfeather", "i am [Resident]")]
    [InlineData("R. Quillfeather's boiler", "[Resident] boiler")]
    [InlineData("Rob\u200Bert said", "[Resident] said")]
    [InlineData("mail ROB.Q@example.org", "mail [Resident's e-mail address]")]
    [InlineData("ring +44 7700 900 123", "ring [Resident's phone number]")]
    [InlineData("ring 07700900123 now", "ring [Resident's phone number] now")]
    [InlineData("about 7kq2 m4xd", "about [Resident's reference]")]
    [InlineData("Thanks Will, bye", "Thanks [Adviser], bye")]
    [InlineData("Will you come? I will wait", "Will you come? I will wait")]
    [InlineData("I met Robert Jones there", "I met [Person 1] there")]
    public void Who_takes_part_is_named_by_the_part(string text, string expected) =>
        Assert.Equal(expected, Of().Apply(text));

    [Fact]
    public void A_surrogate_is_the_same_in_all_messages_of_a_recording()
    {
        var pseudonyms = Of();

        Assert.Equal("[Person 1] of [Street 1] shouts", pseudonyms.Apply("Priya Sharma of 12 King Street shouts"));
        Assert.Equal("Mrs [Person 1], and Mr [Person 2] too", pseudonyms.Apply("Mrs Sharma, and Mr Okafor too"));
        Assert.Equal(
            "[Person 1] rang [Phone number 1], from [Street 1]",
            pseudonyms.Apply("Priya rang 020 7946 0958, from 12 KING STREET")
        );
        Assert.Equal("so [Phone number 1] is hers", pseudonyms.Apply("so +44 20 7946 0958 is hers"));
    }

    [Fact]
    public void Another_recording_counts_from_one_again() => Assert.Equal("[Person 1] said", Of().Apply("Okafor said"));

    [Fact]
    public void Two_people_who_share_a_given_name_are_two()
    {
        var pseudonyms = Of();

        Assert.Equal("[Person 1] and [Person 2]", pseudonyms.Apply("Priya Sharma and Priya Patel"));
    }

    [Fact]
    public void Dates_and_public_pages_stay_unless_everything_goes()
    {
        const string Text = "on 12/03/2024 at https://www.lbhf.gov.uk/housing";

        Assert.Equal(Text, Of().Apply(Text));
        Assert.Equal("on [Date 1] at [Web address 1]", Of(PseudonymScope.Everything).Apply(Text));
        Assert.Equal("born [Date 1]", Of().Apply("born 12/03/1984"));
    }

    [Fact]
    public void What_a_reviewer_adds_gets_a_surrogate_too()
    {
        var pseudonyms = Of();

        Assert.Equal(
            "the [Person 1] dog",
            pseudonyms.Apply("the barking dog", [new Finding(4, 7, FindingKinds.Person, "reviewer", 1)])
        );
    }

    [Fact]
    public void Ten_thousand_people_are_told_apart_in_no_time()
    {
        var pseudonyms = Of();
        var text = string.Concat(
            Enumerable
                .Range(0, 10_000)
                .Select(i => $"Mr Priya Zork{(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676)}, ")
        );

        var applied = pseudonyms.Apply(text);

        Assert.DoesNotContain("Zork", applied, StringComparison.Ordinal);
        Assert.Contains("[Person 10000]", applied, StringComparison.Ordinal);
    }

    private static Pseudonyms Of(PseudonymScope scope = PseudonymScope.People) =>
        new(new Redactor(Recognisers.All), [Resident, Adviser], scope);
}
