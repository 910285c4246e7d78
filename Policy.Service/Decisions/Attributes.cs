using System.Text.Json;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>One attribute of a request: its value, or the reason code of a deny.</summary>
internal readonly record struct Attribute<T>(T? Value, string? Problem);

/// <summary>The attributes that came with a request. Reading one never fails: what cannot be used has a reason code.</summary>
internal sealed class Attributes(IReadOnlyDictionary<string, JsonElement>? values)
{
    private static readonly string[] ChatStates = ["waiting", "active", "ended"];

    public Attribute<string> Text(string name) =>
        Read(name, element => element.ValueKind == JsonValueKind.String, element => element.GetString());

    /// <summary>A text, or null where null is an answer.</summary>
    public Attribute<string> TextOrNull(string name) =>
        Read(
            name,
            element => element.ValueKind is JsonValueKind.String or JsonValueKind.Null,
            element => element.GetString(),
            nullIsAnswer: true
        );

    public Attribute<string> State(string name) =>
        Read(
            name,
            element => element.ValueKind == JsonValueKind.String && ChatStates.Contains(element.GetString()),
            element => element.GetString()
        );

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
                && element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
            element => [.. element.EnumerateArray().Select(item => item.GetString()!)]
        );

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
