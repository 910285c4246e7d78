using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Text as a client sent it, before it is checked. JSON can carry what is no Unicode text (a lone surrogate as an
/// escape, invalid UTF-8); that is kept as <see cref="NotUnicode"/> so that the sender gets an answer that names the
/// field, where the plain reader would throw.
/// </summary>
[JsonConverter(typeof(IncomingTextConverter))]
internal readonly record struct IncomingText(string? Value, bool NotUnicode = false);

internal sealed class IncomingTextConverter : JsonConverter<IncomingText>
{
    public override bool HandleNull => true;

    public override IncomingText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw new JsonException("Text is a string.");
        }
        try
        {
            return new IncomingText(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            return new IncomingText(null, NotUnicode: true);
        }
    }

    public override void Write(Utf8JsonWriter writer, IncomingText value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
