using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Json.Schema;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>Reads one policy file: YAML, then its JSON Schema, then the rules that a schema cannot say.</summary>
internal static class PolicyFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        // What follows from other members does not stand in the file.
        IgnoreReadOnlyProperties = true,
        // Days of the week stand in the file by name.
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<JsonSchema> Schema = new(() =>
    {
        using var stream = typeof(PolicyFile).Assembly.GetManifestResourceStream("policy.schema.json")!;
        using var reader = new StreamReader(stream);
        return JsonSchema.FromText(reader.ReadToEnd());
    });

    /// <exception cref="PolicyFileException">With every error that could be found, in the order of the file.</exception>
    public static PolicyDocument Load(string path) => Parse(path, File.ReadAllText(path));

    /// <param name="alsoCheck">Rules beyond the text itself, for a text that otherwise makes a policy.</param>
    /// <exception cref="PolicyFileException">With every error that could be found, in the order of the file.</exception>
    public static PolicyDocument Parse(
        string file,
        string text,
        Func<PolicyDocument, IEnumerable<BrokenRule>>? alsoCheck = null
    )
    {
        var tree = YamlTree.Parse(file, text);
        Refuse([.. SchemaErrors(tree), .. DateErrors(tree)]);
        var policy = tree.Root.Deserialize<PolicyDocument>(Json)!;
        Refuse(
            PolicyRules
                .Check(policy)
                .Concat(alsoCheck is not null && PolicyRules.HasKnownTimeZone(policy) ? alsoCheck(policy) : [])
                .Select(broken => tree.ErrorAt(broken.Pointer, broken.Rule, broken.Message))
        );
        return policy;
    }

    /// <summary>The whole of a policy by the names of its file.</summary>
    public static JsonObject ToJson(PolicyDocument policy) => JsonSerializer.SerializeToNode(policy, Json)!.AsObject();

    /// <summary>A day that the schema's pattern lets through, such as the 30th of February.</summary>
    private static IEnumerable<PolicyFileError> DateErrors(YamlTree tree) =>
        tree.Root is JsonObject root
        && root["in_force_from"] is JsonValue value
        && value.TryGetValue<string>(out var date)
        && date.Length == "2026-01-01".Length
        && !DateOnly.TryParseExact(date, "O", out _)
            ? [tree.ErrorAt("/in_force_from", "date", "there is no such day")]
            : [];

    private static IEnumerable<PolicyFileError> SchemaErrors(YamlTree tree)
    {
        using var instance = JsonDocument.Parse(tree.Root?.ToJsonString() ?? "null");
        var results = Schema.Value.Evaluate(
            instance.RootElement,
            new EvaluationOptions { OutputFormat = OutputFormat.List }
        );
        if (results.IsValid)
        {
            return [];
        }
        IEnumerable<EvaluationResults> all = [results, .. results.Details ?? []];
        return
        [
            .. from result in all
            where !result.IsValid
            from error in result.Errors ?? []
            // A failed `if` is how a branch is chosen, not an error in the file.
            where !result.EvaluationPath.ToString().Contains("/if", StringComparison.Ordinal)
            // The parents of a broken rule only say that something below them is broken.
            where !IsSummary(error.Key)
            select ErrorOf(tree, result.InstanceLocation.ToString(), error.Key, error.Value),
        ];
    }

    private static PolicyFileError ErrorOf(YamlTree tree, string pointer, string keyword, string message) =>
        // A key that the schema does not know fails against the schema `false`, which has no keyword.
        keyword.Length == 0
            ? tree.ErrorAt(
                pointer,
                "schema additionalProperties",
                $"the key '{pointer.Split('/')[^1]}' is not known here"
            )
            : tree.ErrorAt(pointer, $"schema {keyword}", message);

    private static bool IsSummary(string keyword) =>
        keyword is "properties" or "items" or "allOf" or "$ref" or "if" or "then";

    private static void Refuse(IEnumerable<PolicyFileError> errors)
    {
        var found = errors.Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column).ToList();
        if (found.Count > 0)
        {
            throw new PolicyFileException(found);
        }
    }
}
