using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// The rules from a shell: reads JSON strings, one a line, and writes for each an array of
/// <c>{start, length, kind, confidence, flagged}</c> on one line. Positions count UTF-16 code units. Needs no database
/// and no configuration, and knows nobody.
/// </summary>
internal static class RedactCommand
{
    private const int Ok = 0;
    private const int BadInput = 2;
    private const int BufferBytes = 1 << 16;
    private static readonly JsonEncodedText Start = JsonEncodedText.Encode("start");
    private static readonly JsonEncodedText Length = JsonEncodedText.Encode("length");
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText Confidence = JsonEncodedText.Encode("confidence");
    private static readonly JsonEncodedText Flagged = JsonEncodedText.Encode("flagged");

    public static bool Asked(string[] args) => args is ["redact", ..];

    public static int Run() => Run(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);

    internal static int Run(Stream input, Stream output, TextWriter errors)
    {
        var redactor = new Redactor(Recognisers.All);
        var answers = new ArrayBufferWriter<byte>(BufferBytes);
        using var json = new Utf8JsonWriter(answers, new JsonWriterOptions { SkipValidation = true });
        var number = 0;
        foreach (var line in Lines(input, beforeWaiting: () => Flush(answers, output)))
        {
            number++;
            var content = number == 1 && line.Span.StartsWith(Encoding.UTF8.Preamble) ? line[3..] : line;
            if (Complaint(content.Span, out var text) is { } complaint)
            {
                Flush(answers, output);
                errors.WriteLine($"Line {number} {complaint}.");
                return BadInput;
            }
            Write(json, redactor.Find(text, KnownNames.None));
            json.Reset();
            answers.Write("\n"u8);
            if (answers.WrittenCount > BufferBytes)
            {
                Flush(answers, output);
            }
        }
        Flush(answers, output);
        return Ok;
    }

    private static void Flush(ArrayBufferWriter<byte> answers, Stream output)
    {
        output.Write(answers.WrittenSpan);
        output.Flush();
        answers.ResetWrittenCount();
    }

    /// <summary>The lines without their ends. All complete ones have been handed out before the input is waited for.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream input, Action beforeWaiting)
    {
        var buffer = new byte[BufferBytes];
        var (start, end) = (0, 0);
        while (true)
        {
            var length = buffer.AsSpan(start..end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return buffer.AsMemory(start, length);
                start += length + 1;
                continue;
            }
            beforeWaiting();
            if (start > 0)
            {
                buffer.AsSpan(start..end).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            var read = input.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }
            end += read;
        }
        if (end > start)
        {
            yield return buffer.AsMemory(start..end);
        }
    }

    /// <summary>What is wrong with a line, or null and its text.</summary>
    private static string? Complaint(ReadOnlySpan<byte> line, out string text)
    {
        text = "";
        if (!Utf8.IsValid(line))
        {
            return "is not UTF-8";
        }
        if (JsonText.Read(Encoding.UTF8.GetString(line)) is not { } read)
        {
            return "is not a JSON string";
        }
        text = read;
        return null;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray();
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteNumber(Start, finding.Start);
            json.WriteNumber(Length, finding.Length);
            json.WriteString(Kind, finding.Kind);
            json.WriteNumber(Confidence, finding.Confidence);
            json.WriteBoolean(Flagged, finding.Flagged);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
    }
}
