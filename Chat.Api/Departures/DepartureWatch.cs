using Grpc.Core;
using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Board;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Moves;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Departures;

/// <summary>
/// Looks for those who are gone: the chats of an adviser go back to the head of their queue, the chat of a resident who
/// waited is ended as abandoned. Every replica looks, and the record lets one of them do it.
/// </summary>
internal sealed partial class DepartureWatch(
    LiveStore store,
    LiveState live,
    Whereabouts whereabouts,
    ChatMoving moving,
    ChatEnding ending,
    BoardFigures board,
    IOptions<PresenceOptions> options,
    TimeProvider clock,
    ILogger<DepartureWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beat = options.Value.Heartbeat;
        using var timer = new PeriodicTimer(beat < Longest ? beat : Longest, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryLookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var adviserId in await store.AdvisersAsync())
            {
                if (await store.LoadAsync(adviserId) > 0 && await whereabouts.IsAdviserGoneAsync(adviserId))
                {
                    await ReturnAsync(adviserId);
                }
            }
            foreach (var service in await store.ServicesAsync())
            {
                foreach (var chatId in await store.QueueAsync(service))
                {
                    if (await whereabouts.IsResidentGoneAsync(chatId))
                    {
                        await TryAbandonAsync(chatId, cancellationToken);
                    }
                }
            }
            await whereabouts.ForgetLongGoneAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotLooked(exception.GetType().Name);
        }
    }

    private async Task ReturnAsync(string adviserId)
    {
        foreach (var chatId in await store.OfAdviserAsync(adviserId))
        {
            // A message that was left has nobody who waits on a page: it stays with whoever took it.
            if (await store.FindAsync(chatId) is { State: ChatState.Active, IsLive: true } chat)
            {
                if (await moving.ReturnAsync(chat, adviserId))
                {
                    LogReturned(chatId);
                }
            }
        }
    }

    /// <summary>
    /// The queue in Redis may be behind the record, and an adviser may be taking the chat right now. So the record is
    /// asked, and it ends the chat only if nothing has happened in it since.
    /// </summary>
    private async Task TryAbandonAsync(Guid chatId, CancellationToken cancellationToken)
    {
        if (await live.RefreshAsync(chatId, cancellationToken) is not { State: ChatState.Waiting } chat)
        {
            return;
        }
        try
        {
            var system = new Participant(chat, Party.System, "", null);
            if (await ending.EndAsync(system, EventCodes.Abandoned, ifLastSeq: chat.Seq))
            {
                await board.AbandonedAsync(chat);
                LogAbandoned(chatId);
            }
            await whereabouts.ForgetAsync(chatId);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            // Somebody wrote or took the chat meanwhile; the next round looks again.
        }
    }

    [LoggerMessage(LogLevel.Information, "The adviser of chat {ChatId} is gone: it waits at the head of its queue")]
    private partial void LogReturned(Guid chatId);

    [LoggerMessage(LogLevel.Information, "The resident of chat {ChatId} did not wait: it is ended")]
    private partial void LogAbandoned(Guid chatId);

    [LoggerMessage(LogLevel.Warning, "Who is gone could not be looked for: {ExceptionType}. It is tried again")]
    private partial void LogNotLooked(string exceptionType);
}
