using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// JSON in the one form that can be hashed (RFC 8785): members sorted by UTF-16 code units, no spaces, only the escapes
/// that are needed. Numbers are whole and within ±2^53, which is all that the ledger has.
/// </summary>
internal static class CanonicalJson
{
    private const long MaxSafeInteger = (1L << 53) - 1;

    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    public static byte[] WriteBytes(JsonNode? node) => Encoding.UTF8.GetBytes(Write(node));

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteMembers(text, members);
                break;
            case JsonArray items:
                WriteItems(text, items);
                break;
            default:
                WriteValue(text, node);
                break;
        }
    }

    private static void WriteMembers(StringBuilder text, JsonObject members)
    {
        var separator = '{';
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteString(text, name);
            text.Append(':');
            Write(text, value);
            separator = ',';
        }
        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void WriteItems(StringBuilder text, JsonArray items)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            Write(text, item);
            separator = ',';
        }
        text.Append(separator == '[' ? "[]" : "]");
    }

    private static void WriteValue(StringBuilder text, JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            default:
                WriteNumber(text, value);
                break;
        }
    }

    private static void WriteNumber(StringBuilder text, JsonNode value)
    {
        if (
            !long.TryParse(
                value.ToJsonString(),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            ) || number is > MaxSafeInteger or < -MaxSafeInteger
        )
        {
            throw new ArgumentException("The ledger takes whole numbers within ±2^53 only.", nameof(value));
        }
        text.Append(CultureInfo.InvariantCulture, $"{number}");
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            switch (letter)
            {
                case '"' or '\\':
                    text.Append('\\').Append(letter);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
                default:
                    text.Append(letter);
                    break;
            }
        }
        text.Append('"');
    }
}
