using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using WebchatAspire.Recording.Service.Redaction;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests.Redaction;

/// <summary>The rules from a shell.</summary>
public sealed class RedactCommandTests
{
    [Fact]
    public void Each_line_is_answered_by_one_with_its_findings_in_order()
    {
        var (code, output, errors) = Run("\"ring 07700 900123 or Mr Patel\"\n\"\"\n\"nothing here\"\n");

        Assert.Equal((0, ""), (code, errors));
        var lines = output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(("[]", "[]", ""), (lines[1], lines[2], lines[3]));
        var findings = JsonSerializer.Deserialize<JsonElement[]>(lines[0])!;
        Assert.Equal(
            ["start", "length", "kind", "confidence", "flagged"],
            findings[0].EnumerateObject().Select(item => item.Name)
        );
        Assert.Equal([("phone", 5, 12), ("person", 24, 5)], findings.Select(Place));
    }

    [Fact]
    public void Positions_count_utf16_code_units()
    {
        var (_, output, _) = Run("\"\\ud83d\\ude00 \\u200bask Mr Pa\\u200btel\"");

        var findings = JsonSerializer.Deserialize<JsonElement[]>(output)!;
        Assert.Equal([("person", 11, 6)], findings.Select(Place));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("[\"a\"]")]
    [InlineData("\"a")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"a\tb\"")]
    public void A_line_that_is_no_json_string_ends_it_with_its_number_and_keeps_what_came_before(string line)
    {
        var (code, output, errors) = Run($"\"a\"\n\"b\"\n{line}\n\"c\"\n");

        Assert.NotEqual(0, code);
        Assert.Equal("[]\n[]\n", output);
        Assert.Contains("Line 3 ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_string_may_hold_whatever_the_standard_allows()
    {
        Assert.Equal("\ud83d alone", JsonText.Read("\"\\ud83d alone\""));
        Assert.Equal("a\n\t\"\\/é", JsonText.Read("  \"a\\n\\t\\\"\\\\\\/\\u00e9\" "));
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_one_and_breaks_nothing()
    {
        var (code, output, _) = Run("\"\\ud83d ring 07700 900123 \\ude00\"");

        Assert.Equal(0, code);
        Assert.Equal([("phone", 7, 12)], Findings(output).Select(Place));
    }

    [Fact]
    public void A_line_that_is_no_utf8_is_refused_by_its_number_and_keeps_what_came_before()
    {
        var (code, output, errors) = Run([.. "\"a\"\n"u8, 0x22, 0xFF, 0x22, 0x0A]);

        Assert.NotEqual(0, code);
        Assert.Equal("[]\n", output);
        Assert.Contains("Line 2 is not UTF-8", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_line_ends_of_windows_are_no_part_of_the_text()
    {
        var (code, output, errors) = Run([.. Encoding.UTF8.Preamble, .. "\"a\"\r\n\"b\"\r\n"u8]);

        Assert.Equal((0, "[]\n[]\n", ""), (code, output, errors));
    }

    [Fact]
    public void The_last_line_may_lack_its_end()
    {
        Assert.Equal("[]\n[]\n", Run("\"a\"\n\"b\"").Output);
        Assert.Equal("", Run("").Output);
    }

    [Fact]
    public void A_line_of_a_megabyte_has_its_findings_where_they_are()
    {
        var filler = string.Concat(Enumerable.Repeat("nothing to see here. ", 50_000));

        var (code, output, _) = Run($"\"{filler}ring 07700 900123\"\n\"a\"\n");

        Assert.Equal(0, code);
        Assert.Equal([("phone", filler.Length + 5, 12)], Findings(output.Split('\n')[0]).Select(Place));
        Assert.Equal("[]", output.Split('\n')[1]);
    }

    [Fact]
    public void Ten_thousand_findings_of_a_line_are_all_written()
    {
        var (_, output, _) = Run($"\"{string.Concat(Enumerable.Repeat("ring 07700 900123, ", 10_000))}\"");

        Assert.Equal(10_000, Findings(output).Length);
    }

    [Theory]
    [InlineData("Mr P\\u200bat\\u200del", 3, 7)]
    [InlineData("\\u202eMr Patel\\u202c", 4, 5)]
    [InlineData("Mr P\\u0430tel", 3, 5)]
    public void Invisible_turned_and_look_alike_characters_hide_no_name(string json, int start, int length)
    {
        var (_, output, _) = Run($"\"{json}\"");

        Assert.Equal([("person", start, length)], Findings(output).Select(Place));
    }

    [Fact]
    public async Task All_complete_lines_are_answered_before_the_next_is_waited_for()
    {
        var input = new Pipe();
        var output = new Pipe();
        var running = Task.Run(() =>
        {
            using var answers = output.Writer.AsStream();
            return RedactCommand.Run(input.Reader.AsStream(), answers, TextWriter.Null);
        });

        await input.Writer.WriteAsync("\"a\"\n\"b\"\n\"unfinished"u8.ToArray(), TestContext.Current.CancellationToken);
        var answered = await output.Reader.ReadAtLeastAsync(6, TestContext.Current.CancellationToken);

        Assert.Equal("[]\n[]\n", Encoding.UTF8.GetString(answered.Buffer));
        output.Reader.AdvanceTo(answered.Buffer.End);
        await input.Writer.CompleteAsync();
        Assert.NotEqual(0, await running);
    }

    private static JsonElement[] Findings(string line) => JsonSerializer.Deserialize<JsonElement[]>(line)!;

    private static (string? Kind, int Start, int Length) Place(JsonElement finding) =>
        (
            finding.GetProperty("kind").GetString(),
            finding.GetProperty("start").GetInt32(),
            finding.GetProperty("length").GetInt32()
        );

    private static (int Code, string Output, string Errors) Run(string input) => Run(Encoding.UTF8.GetBytes(input));

    private static (int Code, string Output, string Errors) Run(byte[] input)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        var code = RedactCommand.Run(new MemoryStream(input), output, errors);
        return (code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }
}
