using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace WebchatAspire.Testing;

/// <summary>Compares the OpenAPI document of a running service with what it really answers.</summary>
public static class ApiDocuments
{
    public const string Path = "/openapi/v1.json";

    /// <summary>What is missing from the document, in words; nothing if it is complete.</summary>
    public static IReadOnlyList<string> Gaps(IServiceProvider service, JsonElement document) =>
        [
            .. from endpoint in service.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where IsForPrograms(endpoint)
            let path = PathOf(endpoint.RoutePattern)
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["(any)"]
            from gap in GapsOf(document, path, method)
            select $"{method} {path}: {gap}",
        ];

    /// <summary>All but probes, gRPC, the hub and the document itself.</summary>
    private static bool IsForPrograms(RouteEndpoint endpoint) =>
        PathOf(endpoint.RoutePattern) is { } path
        && (path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/access", StringComparison.Ordinal));

    private static IEnumerable<string> GapsOf(JsonElement document, string path, string method)
    {
        var described = document
            .GetProperty("paths")
            .EnumerateObject()
            .Where(known => known.Name.TrimEnd('/') == path)
            .Select(known => known.Value);
        var operation = described
            .SelectMany(known => known.EnumerateObject())
            .Where(known => known.Name.Equals(method, StringComparison.OrdinalIgnoreCase))
            .Select(known => (JsonElement?)known.Value)
            .SingleOrDefault();
        if (operation is not { } found)
        {
            return ["not described"];
        }
        return [.. WordGaps(found), .. AnswerGaps(found), .. ParameterGaps(found, path)];
    }

    private static IEnumerable<string> WordGaps(JsonElement operation)
    {
        if (!operation.TryGetProperty("summary", out var summary) || summary.GetString() is null or "")
        {
            yield return "no summary";
        }
    }

    private static IEnumerable<string> AnswerGaps(JsonElement operation)
    {
        var answers = operation.GetProperty("responses");
        if (!answers.TryGetProperty("default", out var refusal) || !HasSchema(refusal, "application/problem+json"))
        {
            yield return "no problem";
        }
        foreach (var answer in answers.EnumerateObject().Where(answer => answer.Name is "200" or "201"))
        {
            // A policy's own text is the one answer that is no JSON.
            if (!HasSchema(answer.Value, "application/json") && !HasSchema(answer.Value, "text/yaml"))
            {
                yield return $"no schema of {answer.Name}";
            }
        }
        if (!answers.EnumerateObject().Any(answer => answer.Name.StartsWith('2')))
        {
            yield return "no success";
        }
    }

    private static IEnumerable<string> ParameterGaps(JsonElement operation, string path)
    {
        var named = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).ToHashSet()
            : [];
        return RoutePatternFactory
            .Parse(path)
            .Parameters.Where(part => !named.Contains(part.Name))
            .Select(part => $"no parameter {part.Name}");
    }

    private static bool HasSchema(JsonElement answer, string mediaType) =>
        answer.TryGetProperty("content", out var content)
        && content.TryGetProperty(mediaType, out var media)
        && media.TryGetProperty("schema", out _);

    /// <summary>As the document has it: without constraints and without a slash at the end.</summary>
    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text))));

    private static string Text(RoutePatternPart part) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => "",
        };
}
