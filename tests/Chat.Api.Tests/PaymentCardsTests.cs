using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Chat.Api.Messages;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class PaymentCardsTests
{
    private static readonly (string Prefix, int Length)[] Issuers =
    [
        ("4", 13),
        ("4", 16),
        ("4", 19),
        ("51", 16),
        ("55", 16),
        ("2221", 16),
        ("2720", 16),
        ("34", 15),
        ("37", 15),
        ("36", 14),
        ("3528", 16),
        ("62", 16),
        ("6011", 16),
        ("6759", 18),
    ];

    private static readonly string[] Separators =
    [
        "",
        "",
        "",
        " ",
        "-",
        " - ",
        ".",
        "/",
        " / ",
        "_",
        "\n",
        "\u00a0",
        "\u2013",
        "\u200b",
    ];

    private static readonly Gen<string> Cards =
        from issuer in Gen.Elements(Issuers)
        from middle in Gen.Choose(0, 9).ArrayOf(issuer.Length - issuer.Prefix.Length - 1)
        select WithCheckDigit(issuer.Prefix + string.Concat(middle));

    [Property]
    public Property A_card_number_is_masked_in_any_spacing_up_to_its_last_four_digits() =>
        Prop.ForAll(
            (
                from card in Cards
                from gaps in Gen.Elements(Separators).ArrayOf(card.Length - 1)
                select (
                    Card: card,
                    Written: string.Concat(card.Select((c, i) => i == 0 ? $"{c}" : $"{gaps[i - 1]}{c}"))
                )
            ).ToArbitrary(),
            given =>
            {
                var masked = PaymentCards.Mask($"My card: {given.Written}, please.");
                var left = string.Concat(masked.Where(char.IsDigit));
                return left == given.Card[^4..] && masked.Count(c => c == '*') == given.Card.Length - 4;
            }
        );

    [Property]
    public Property A_number_in_one_piece_that_fails_the_check_survives() =>
        Prop.ForAll(
            (
                from card in Cards
                from error in Gen.Choose(1, 9)
                select card[..^1] + ((card[^1] - '0' + error) % 10).ToString(CultureInfo.InvariantCulture)
            ).ToArbitrary(),
            number => PaymentCards.Mask($"Reference {number}.") == $"Reference {number}."
        );

    [Property]
    public Property A_number_too_short_or_too_long_for_a_card_survives() =>
        Prop.ForAll(
            (
                from length in Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(20, 30))
                from digits in Gen.Choose(0, 9).ArrayOf(length)
                select string.Concat(digits)
            ).ToArbitrary(),
            number => PaymentCards.Mask(number) == number
        );

    [Property]
    public Property Masking_twice_is_masking_once(NonNull<string> text)
    {
        var once = PaymentCards.Mask(text.Get);
        return (PaymentCards.Mask(once) == once && once.Length == text.Get.Length).ToProperty();
    }

    [Theory]
    [InlineData("My council tax number is 8001234567.")]
    [InlineData("Rent account 1234567890123, tenancy 7654321.")]
    [InlineData("Ring me on 020 8753 1234 or 07700 900123, after 17:30 on 24-11-2026.")]
    [InlineData("UPRN 100023336956, penalty charge HF12345678, chat 7K3M-9QXW.")]
    [InlineData("01234567890123456")]
    [InlineData("It came on 04/11/2026 at 17.30, again on 05.11.2026 and on 2026-11-06.")]
    [InlineData("Bills: HB/2026/004512, 21_004512 and 4512/2026.\nPaid 12.50, 100.00 and 8.99 on 04/11/2026.")]
    [InlineData("Flat 4/12\n27 High Street\n020 8753 1234\nSince 01/09/2025")]
    public void Council_references_and_telephone_numbers_survive(string text) =>
        Assert.Equal(text, PaymentCards.Mask(text));

    [Theory]
    [InlineData("4111 1111 1111 1111 123", "**** **** **** 1111 123")]
    [InlineData("4111111111111111 5500000000000004", "************1111 ************0004")]
    [InlineData("2 4111111111111111", "2 ************1111")]
    [InlineData("3782-822463-10005", "****-******-*0005")]
    [InlineData("4111.1111.1111.1111 or 4111/1111/1111/1111", "****.****.****.1111 or ****/****/****/1111")]
    [InlineData("4111_1111_1111_1111\n12/29", "****_****_****_1111\n12/29")]
    [InlineData("4111\n1111\n1111\n1111", "****\n****\n****\n1111")]
    public void A_card_number_is_found_among_other_numbers(string text, string masked) =>
        Assert.Equal(masked, PaymentCards.Mask(text));

    private static string WithCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit / 10 + digit % 10;
        }
        return digits + ((10 - sum % 10) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
