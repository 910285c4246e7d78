using System.Text.Json;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>One attribute of a request: its value, or the reason code of a deny.</summary>
internal readonly record struct Attribute<T>(T? Value, string? Problem);

/// <summary>The attributes that came with a request. Reading one never fails: what cannot be used has a reason code.</summary>
internal sealed class Attributes(IReadOnlyDictionary<string, JsonElement>? values)
{
    private static readonly string[] ChatStates = ["waiting", "active", "ended"];

    public Attribute<string> Text(string name) => Read(name, element => TextOf(element) is not null, TextOf);

    /// <summary>A text, or null where null is an answer.</summary>
    public Attribute<string> TextOrNull(string name) =>
        Read(
            name,
            element => element.ValueKind == JsonValueKind.Null || TextOf(element) is not null,
            TextOf,
            nullIsAnswer: true
        );

    public Attribute<string> State(string name) => Read(name, element => ChatStates.Contains(TextOf(element)), TextOf);

    public Attribute<bool> Flag(string name) =>
        Read(
            name,
            element => element.ValueKind is JsonValueKind.True or JsonValueKind.False,
            element => element.GetBoolean()
        );

    public Attribute<IReadOnlyList<string>> Texts(string name) =>
        Read<IReadOnlyList<string>>(
            name,
            element =>
                element.ValueKind == JsonValueKind.Array
                && element.EnumerateArray().All(item => TextOf(item) is not null),
            element => [.. element.EnumerateArray().Select(item => item.GetString()!)]
        );

    /// <summary>Null for what is no text: another type, or escapes that make half a surrogate pair.</summary>
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Attribute<T> Read<T>(
        string name,
        Func<JsonElement, bool> fits,
        Func<JsonElement, T?> take,
        bool nullIsAnswer = false
    )
    {
        if (
            values is null
            || !values.TryGetValue(name, out var element)
            || (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined && !nullIsAnswer)
        )
        {
            return new Attribute<T>(default, ReasonCodes.AttributeMissing);
        }
        return fits(element)
            ? new Attribute<T>(take(element), null)
            : new Attribute<T>(default, ReasonCodes.AttributeMistyped);
    }
}
