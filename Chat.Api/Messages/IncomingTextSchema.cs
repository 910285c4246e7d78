using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>How <see cref="IncomingText"/> is described in the OpenAPI document: a converter says nothing of its form.</summary>
internal static class IncomingTextSchema
{
    public static OpenApiOptions DescribeIncomingText(this OpenApiOptions options) =>
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(IncomingText))
                {
                    schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
                }
                return Task.CompletedTask;
            }
        );
}
