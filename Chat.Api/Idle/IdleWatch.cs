using Grpc.Core;
using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Idle;

/// <summary>
/// Warns in a chat in which nobody writes, and ends it when nobody answers. Every replica watches: a warning has the same
/// id wherever it is made, and the record ends a chat only if nothing came after it.
/// </summary>
internal sealed partial class IdleWatch(
    ChatActivity activity,
    LiveState live,
    ChatReader reader,
    ChatEnding ending,
    Notices notices,
    IOptions<IdleOptions> options,
    TimeProvider clock,
    ILogger<IdleWatch> logger
) : BackgroundService
{
    private const int Round = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly IdleOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shortest = _options.WarnAfter < _options.EndAfter ? _options.WarnAfter : _options.EndAfter;
        using var timer = new PeriodicTimer(shortest / 4 < Longest ? shortest / 4 : Longest, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWatchAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task TryWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chatId in await activity.SilentSinceAsync(clock.GetUtcNow() - _options.WarnAfter, Round))
            {
                await WarnAsync(chatId, cancellationToken);
            }
            foreach (var (chatId, at, warningSeq) in await activity.ClosingAsync())
            {
                if (at <= clock.GetUtcNow())
                {
                    await EndAsync(chatId, warningSeq, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWatched(exception.GetType().Name);
        }
    }

    private async Task WarnAsync(Guid chatId, CancellationToken cancellationToken)
    {
        if (await activity.LeaveWarnedAsync(chatId))
        {
            return;
        }
        if (await live.RefreshAsync(chatId, cancellationToken) is not { State: not ChatState.Ended } chat)
        {
            await activity.ForgetAsync(chatId);
            return;
        }
        var recorded = await reader.ChatAsync(chatId, cancellationToken);
        var last = recorded.LastAt.ToDateTimeOffset();
        if (recorded.State != ChatState.Active || recorded.Mode == ChatMode.Message)
        {
            // Whoever waits is not idle; the time begins when somebody answers.
            last = clock.GetUtcNow();
        }
        if (last > clock.GetUtcNow() - _options.WarnAfter)
        {
            await activity.CorrectAsync(chatId, last);
            return;
        }
        var warning = await notices.IdleWarningAsync(chat, recorded.LastSeq);
        if (warning.Fault is null)
        {
            await activity.CloseAtAsync(chatId, clock.GetUtcNow() + _options.EndAfter, warning.Seq);
        }
    }

    private async Task EndAsync(Guid chatId, long warningSeq, CancellationToken cancellationToken)
    {
        if (await live.FindAsync(chatId, cancellationToken) is { } chat)
        {
            try
            {
                await ending.EndAsync(new Participant(chat, Party.System, "", null), EventCodes.Idle, warningSeq);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
            {
                // Somebody wrote after the warning.
                activity.Touch([chatId]);
                return;
            }
        }
        await activity.ForgetAsync(chatId);
    }

    [LoggerMessage(LogLevel.Warning, "Idle chats could not be looked after: {ExceptionType}. It is tried again")]
    private partial void LogNotWatched(string exceptionType);
}
