using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>What advisers do: see the queues of their services, take chats, see their own.</summary>
internal static class QueueApi
{
    private const int MaxBody = 1024;

    /// <summary>How many waiting chats of one queue are shown.</summary>
    private const int MaxShown = 100;

    public static WebApplication MapQueueApi(this WebApplication app)
    {
        var advisers = app.MapGroup("/api")
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Adviser))
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .AddEndpointFilter<StoreFailureFilter>();
        advisers.MapGet("/queue", QueuesAsync);
        advisers.MapPost("/queue/{service}/accept", AcceptAsync);
        advisers.MapGet("/advisers/me/chats", MyChatsAsync);
        advisers.MapPresence();
        return app;
    }

    /// <summary>The queues of the adviser's own services, the longest waiting first.</summary>
    private static async Task<Ok<QueueList>> QueuesAsync(
        HttpContext context,
        LiveState live,
        LiveStore store,
        ExpectedWaits waits,
        Advisers advisers,
        Whereabouts whereabouts,
        PolicyDirectory policies
    )
    {
        var aborted = context.RequestAborted;
        await advisers.KnowAsync(context.User);
        await whereabouts.AdviserVisitedAsync(context.User.SubjectId());
        var policy = await policies.GetAsync(aborted);
        var queues = new List<QueueView>();
        foreach (var service in context.User.Services().Order(StringComparer.Ordinal))
        {
            var waiting = await ViewsAsync(live, await live.QueueAsync(service, MaxShown, aborted), aborted);
            var messages = await ViewsAsync(live, await store.MessagesAsync(service, MaxShown), aborted);
            // A queue can be worked without its name while the policy is away.
            var name = policy?.Services.FirstOrDefault(known => known.Slug == service)?.Name ?? service;
            queues.Add(new QueueView(service, name, waiting, messages, await waits.OfAsync(service)));
        }
        return TypedResults.Ok(new QueueList(queues));
    }

    private static async Task<IReadOnlyList<WaitingChat>> ViewsAsync(
        LiveState live,
        Guid[] ids,
        CancellationToken cancellationToken
    )
    {
        var chats = await Task.WhenAll(ids.Select(id => live.FindAsync(id, cancellationToken)));
        return
        [
            .. chats
                .OfType<LiveChat>()
                .Where(chat => chat.State == ChatState.Waiting)
                .Select(chat => new WaitingChat(
                    chat.Id,
                    chat.Reference,
                    chat.WaitingSince,
                    chat.ResidentName,
                    chat.Language,
                    chat.AtHead,
                    chat.StartedAt
                )),
        ];
    }

    /// <summary>Takes the named chat, or else the one that has waited longest.</summary>
    private static async Task<Results<Ok<AcceptedChat>, ProblemHttpResult>> AcceptAsync(
        string service,
        [FromBody] AcceptBody? body,
        HttpContext context,
        ChatAccepting accepting,
        Whereabouts whereabouts
    )
    {
        if (!context.User.Services().Contains(service, StringComparer.Ordinal))
        {
            return Fault.NotYourService.ToProblem(context);
        }
        Activity.Current?.SetTag(TelemetryNames.Service, service);
        await whereabouts.AdviserVisitedAsync(context.User.SubjectId());
        if (body?.ChatId is null)
        {
            return Answer(await accepting.AcceptNextAsync(context.User, service, context.RequestAborted));
        }
        if (ClientId.Check(body.ChatId, "chatId", out var chatId) is { } badId)
        {
            return badId.ToProblem(context);
        }
        return Answer(await accepting.AcceptAsync(context.User, service, chatId, context.RequestAborted));

        Results<Ok<AcceptedChat>, ProblemHttpResult> Answer((Fault? Fault, Guid ChatId) result) =>
            result.Fault is { } fault ? fault.ToProblem(context) : TypedResults.Ok(new AcceptedChat(result.ChatId));
    }

    /// <summary>
    /// The chats that the adviser has now, the oldest first. Every page of theirs asks for them, so that asking counts as
    /// being there; but nobody who has none is given some by that.
    /// </summary>
    private static async Task<Ok<ChatList>> MyChatsAsync(
        HttpContext context,
        LiveState live,
        ChatSight sight,
        Whereabouts whereabouts
    )
    {
        var (aborted, me) = (context.RequestAborted, context.User.SubjectId());
        var ids = await live.OfAdviserAsync(me, aborted);
        var chats = await Task.WhenAll(ids.Select(id => live.FindAsync(id, aborted)));
        var mine = chats
            .OfType<LiveChat>()
            .Where(chat => chat.State == ChatState.Active && chat.AdviserId == me)
            .Select(chat => sight.OfAsync(new Participant(chat, Party.Adviser, me, chat.AdviserName), aborted));
        var views = await Task.WhenAll(mine);
        if (views.Length > 0)
        {
            await whereabouts.AdviserVisitedAsync(me);
        }
        return TypedResults.Ok(new ChatList([.. views.Where(view => view.State == ChatStates.Active)]));
    }
}

internal sealed record AcceptBody(string? ChatId);
