using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace WebchatAspire.ServiceDefaults.ApiDocuments;

/// <summary>Says of every operation what its signature does not: how it refuses, who may call it, what its path takes.</summary>
internal static class OperationDetails
{
    private const string ProblemName = "Problem";
    private const string StaffToken = "staff";

    public static Task CompleteAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().SingleOrDefault() is { } handler)
        {
            operation.Summary ??= HandlerComments.SummaryOf(handler);
        }
        DescribePath(operation, context.Description.RelativePath ?? "");
        DescribeRefusals(operation, document);
        DescribeAccess(operation, document, metadata);
        return Task.CompletedTask;
    }

    /// <summary>Parts of the path that a filter of the group reads are no parameters of the handler.</summary>
    private static void DescribePath(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (var part in RoutePatternFactory.Parse(path).Parameters)
        {
            if (operation.Parameters.All(known => known.Name != part.Name))
            {
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = part.Name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
            }
        }
    }

    private static void DescribeRefusals(OpenApiOperation operation, OpenApiDocument document)
    {
        document.AddComponent(ProblemName, ProblemSchema());
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Refused. `code` says why, in a word that a program can act on.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemName, document) },
            },
        };
    }

    private static void DescribeAccess(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }
        document.AddComponent<IOpenApiSecurityScheme>(
            StaffToken,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description =
                    "An access token of the OpenID provider. In a browser the gateway adds that of the session itself.",
            }
        );
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(StaffToken, document)] = [] }];
    }

    /// <summary>What <see cref="Problems.Problem"/> makes.</summary>
    private static OpenApiSchema ProblemSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "Why something was not done (RFC 9457). It never repeats what was sent.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "status", "code", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("`urn:webchat:problem:{code}`"),
                ["title"] = Text("The name of the status."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["code"] = Text("The reason, in kebab case."),
                ["detail"] = Text("The reason, for people."),
                ["field"] = Text("The field of the request that has to change."),
                ["limit"] = new OpenApiSchema { Description = "The limit that the field, or the request, exceeds." },
                ["retryAfter"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Description = "Seconds after which trying again makes sense; also in the header `Retry-After`.",
                },
            },
            AdditionalPropertiesAllowed = true,
        };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };
}
