using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WebchatAspire.ServiceDefaults.ApiDocuments;

/// <summary>
/// What the OpenAPI documents of all services have in common. Each service calls <c>AddOpenApi</c> itself: the summaries
/// come from its documentation comments, which are read where that call is compiled.
/// </summary>
public static class ApiDocument
{
    /// <summary>The path of a service's document; the gateway has one for each service.</summary>
    public const string Path = "/openapi/v1.json";

    private const string Pattern = "/openapi/{documentName}.json";

    public static OpenApiOptions Describe(this OpenApiOptions options, string title, string description)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = title,
                    Version = "1",
                    Description = description,
                };
                // Where the document was fetched is where the service is: a service does not know its public address.
                document.Servers = [];
                return Task.CompletedTask;
            }
        );
        return options.AddOperationTransformer(OperationDetails.CompleteAsync);
    }

    /// <summary>The document says nothing that is not in the published source, so anybody may read it.</summary>
    public static void MapApiDocument(this WebApplication app) => app.MapOpenApi(Pattern).AllowAnonymous();
}
