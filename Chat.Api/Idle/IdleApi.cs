using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Idle;

internal static class IdleApi
{
    public static WebApplicationBuilder AddIdleWatch(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<IdleOptions>()
            .BindConfiguration(IdleOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ChatActivity>();
        builder.Services.AddHostedService<IdleWatch>();
        return builder;
    }

    public static RouteGroupBuilder MapKeepOpen(this RouteGroupBuilder chat)
    {
        chat.MapPost("/keep-open", KeepOpenAsync);
        return chat;
    }

    /// <summary>Keeps a chat open in which nobody writes at the moment.</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> KeepOpenAsync(
        HttpContext context,
        EventBody body,
        Notices notices
    )
    {
        if (ClientId.Check(body.MessageId, "messageId", out var id) is { } badId)
        {
            return badId.ToProblem(context);
        }
        return (await notices.KeptOpenAsync(context.GetParticipant().Chat, id)).ToResult(context);
    }
}
