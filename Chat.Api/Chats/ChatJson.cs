using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>JSON of this service, the same over HTTP and over the hub.</summary>
internal static class ChatJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
