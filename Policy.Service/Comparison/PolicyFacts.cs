using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Comparison;

/// <summary>One thing that a policy says: where, by names and ids, and what. A field that is a list has a fact per value.</summary>
/// <param name="Item">Null where the part is one thing.</param>
/// <param name="Field">Empty for the item's being there at all.</param>
internal sealed record PolicyFact(string Part, string? Item, string Field, string Value);

/// <summary>
/// A policy as the set of what it says. It is taken from the model as a whole, so that a new part of the policy cannot be
/// forgotten here. The order of a list does not count unless people read it from top to bottom.
/// </summary>
internal static class PolicyFacts
{
    /// <summary>The part of values that stand in the file by themselves.</summary>
    public const string General = "general";

    /// <summary>The names by which things in a list are told apart.</summary>
    private static readonly string[] Ids = ["id", "slug", "code", "type", "subject"];

    private static readonly string[] ReadInOrder = ["paragraphs"];

    /// <summary>What makes a version another one, and is not what it says.</summary>
    private static readonly string[] Names = ["version", "in_force_from"];

    public static IEnumerable<PolicyFact> Of(PolicyDocument policy) =>
        PolicyFile
            .ToJson(policy)
            .Where(member => !Names.Contains(member.Key))
            .SelectMany(part => Part(part.Key, part.Value));

    private static IEnumerable<PolicyFact> Part(string part, JsonNode? value) =>
        value switch
        {
            JsonArray items when items.Count > 0 && HaveIds(items) => Identified(items)
                .SelectMany(item =>
                    Members(item.Members, "", item.IdName)
                        .Select(fact => new PolicyFact(part, item.Id, fact.Field, fact.Value))
                        .Prepend(new PolicyFact(part, item.Id, "", ""))
                ),
            JsonObject members => Members(members, "")
                .Select(fact => new PolicyFact(part, null, fact.Field, fact.Value)),
            _ => Values(value, part).Select(fact => new PolicyFact(General, null, fact.Field, fact.Value)),
        };

    private static IEnumerable<(string Field, string Value)> Values(JsonNode? node, string at) =>
        node switch
        {
            null => [],
            JsonObject members => Members(members, at),
            JsonArray items => Items(items, at),
            _ => [(at, Text(node))],
        };

    private static IEnumerable<(string Field, string Value)> Members(
        JsonObject members,
        string at,
        string? but = null
    ) => members.Where(member => member.Key != but).SelectMany(member => Values(member.Value, Join(at, member.Key)));

    private static IEnumerable<(string Field, string Value)> Items(JsonArray items, string at) =>
        ReadInOrder.Contains(at.Split('/')[^1])
            ? items.Select((item, i) => (Join(at, (i + 1).ToString(CultureInfo.InvariantCulture)), Text(item)))
        : HaveIds(items)
            ? Identified(items)
                .SelectMany(item => Members(item.Members, Join(at, item.Id), item.IdName).Prepend((at, item.Id)))
        // What has no id is told apart by all that it says.
        : items.Select(Text).Distinct().Select(text => (at, text));

    private static bool HaveIds(JsonArray items) =>
        items.All(item => item is JsonObject members && IdName(members) is not null);

    private static string? IdName(JsonObject members) => Array.Find(Ids, name => members[name] is JsonValue);

    /// <summary>A second thing of one id, such as another grant to staff, is counted.</summary>
    private static IEnumerable<(string Id, JsonObject Members, string IdName)> Identified(JsonArray items) =>
        items
            .Cast<JsonObject>()
            .GroupBy(members => Text(members[IdName(members)!]))
            .SelectMany(same =>
                same.Select(
                    (members, i) =>
                        (
                            i == 0 ? same.Key : string.Create(CultureInfo.InvariantCulture, $"{same.Key} {i + 1}"),
                            members,
                            IdName(members)!
                        )
                )
            );

    private static string Text(JsonNode? node) =>
        node switch
        {
            null => "",
            JsonArray items => string.Join(", ", items.Select(Text)),
            JsonObject members => string.Join(
                "; ",
                from member in members
                where member.Value is not null && member.Value.GetValueKind() != JsonValueKind.False
                select $"{member.Key.Replace('_', ' ')}: {Text(member.Value)}"
            ),
            _ => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(),
        };

    private static string Join(string at, string name) => at.Length == 0 ? name : $"{at}/{name}";
}
