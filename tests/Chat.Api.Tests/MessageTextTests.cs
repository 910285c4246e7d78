using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Chat.Api.Messages;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("\"\"", "text-empty")]
    [InlineData("null", "text-empty")]
    [InlineData("\" \\n\\t \"", "text-empty")]
    [InlineData("\"a\\u0000b\"", "text-control-character")]
    [InlineData("\"a\\rb\"", "text-control-character")]
    [InlineData("\"a\\u001bb\"", "text-control-character")]
    [InlineData("\"a\\u0085b\"", "text-control-character")]
    [InlineData("\"a\\ud800b\"", "text-not-unicode")]
    [InlineData("\"\\udc00\"", "text-not-unicode")]
    public void A_text_that_cannot_be_taken_is_answered_with_its_field_and_limit(string json, string code)
    {
        var fault = Check(json, out _);
        Assert.Equal(code, fault?.Code);
        Assert.Equal("text", fault?.Field);
        Assert.Equal(MessageText.MaxLength, fault?.Limit);
    }

    [Fact]
    public void Invalid_UTF_8_is_no_text()
    {
        var fault = Check([(byte)'"', (byte)'a', 0xC3, 0x28, (byte)'"'], out _);
        Assert.Equal("text-not-unicode", fault?.Code);
    }

    [Theory]
    [InlineData("\"  Hello,\\r\\nthe tap\\tdrips.  \"", "Hello,\nthe tap\tdrips.")]
    [InlineData("\"\\ud83d\\udebf\"", "\ud83d\udebf")]
    [InlineData("\"שלום مرحبا\"", "שלום مرحبا")]
    public void A_text_keeps_its_characters_and_has_plain_line_breaks(string json, string expected)
    {
        Assert.Null(Check(json, out var text));
        Assert.Equal(expected, text);
    }

    [Property]
    public Property The_limit_is_4000_UTF_16_characters() =>
        Prop.ForAll(
            Gen.Choose(MessageText.MaxLength - 3, MessageText.MaxLength + 3).ToArbitrary(),
            length =>
                (
                    MessageText.Check(new IncomingText(new string('x', length)), "text", MessageText.MaxLength, out _)
                    is null
                ) == (length <= MessageText.MaxLength)
        );

    [Property]
    public Property What_is_taken_is_always_what_the_record_takes(NonNull<string> any)
    {
        var fault = MessageText.Check(new IncomingText(any.Get), "text", MessageText.MaxLength, out var text);
        return (
            fault is not null
            || (
                text.Length is > 0 and <= MessageText.MaxLength
                && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            )
        ).ToProperty();
    }

    private static Faults.Fault? Check(string json, out string text) =>
        Check(System.Text.Encoding.UTF8.GetBytes(json), out text);

    private static Faults.Fault? Check(byte[] json, out string text) =>
        MessageText.Check(JsonSerializer.Deserialize<IncomingText>(json), "text", MessageText.MaxLength, out text);
}
