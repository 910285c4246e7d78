using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Idle;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Telemetry;
using static WebchatAspire.Contracts.Record.AppendOutcome.Types;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Group commit for messages: one loop takes all that wait, stores them with one call, answers the senders, and only
/// then publishes (law 1). Nothing waits on a timer: what arrives while a batch is under way makes the next batch, so a
/// lone message goes at once and a crowd shares a commit.
/// </summary>
internal sealed partial class MessageBatcher(
    LiveRecord.LiveRecordClient record,
    IConnectionMultiplexer redis,
    ChatEvents events,
    ChatActivity activity,
    ChatTelemetry telemetry,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<MessageBatcher> logger
) : IHostedService
{
    /// <summary>More than this on their way means that the record cannot keep up; further senders are told so.</summary>
    private const int MaxPending = 8192;

    private const int MaxBatch = 256;

    /// <summary>Keeps a batch of long messages far below the 4 MB that gRPC takes.</summary>
    private const int MaxBatchCharacters = 256 * 1024;

    private readonly Channel<PendingSend> _pending = Channel.CreateBounded<PendingSend>(
        new BoundedChannelOptions(MaxPending) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    private Task _loop = Task.CompletedTask;

    /// <summary>Stores and publishes one message. The task ends when it is stored, or when it is known that it may not be.</summary>
    public async Task<SendOutcome> SendAsync(PendingSend send) =>
        _pending.Writer.TryWrite(send) ? await send.Outcome : Fault.Busy;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more messages and stores those that wait.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        return _loop.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingSend>(MaxBatch);
        try
        {
            var publishing = Task.CompletedTask;
            while (await _pending.Reader.WaitToReadAsync())
            {
                Take(batch);
                var outcomes = await StoreAsync(batch);
                // Publishing one batch overlaps with storing the next, but never with publishing the next: order stays.
                await publishing;
                publishing = PublishAsync(batch, outcomes);
                batch.Clear();
            }
            await publishing;
        }
        catch (Exception exception)
        {
            // Nobody may wait for a loop that is gone, and a replica without one is of no use.
            LogBroken(exception.GetType().Name);
            _pending.Writer.TryComplete();
            Refuse(batch, Fault.MessageNotSaved);
            while (_pending.Reader.TryRead(out var send))
            {
                send.Complete(Fault.MessageNotSaved);
            }
            lifetime.StopApplication();
        }
    }

    private void Take(List<PendingSend> batch)
    {
        var characters = 0;
        while (batch.Count < MaxBatch && characters < MaxBatchCharacters && _pending.Reader.TryRead(out var send))
        {
            batch.Add(send);
            characters += send.Text.Length;
        }
    }

    /// <summary>Stores the batch and answers its senders.</summary>
    /// <returns>The outcomes in the batch's order, or none if nothing can be said to be stored.</returns>
    private async Task<IReadOnlyList<AppendOutcome>> StoreAsync(List<PendingSend> batch)
    {
        using var span = BatchSpan.Start(batch);
        // Without Redis nobody would see the message, and its sender has to know that.
        if (!redis.IsConnected)
        {
            span?.SetTag(TelemetryNames.Outcome, Fault.LiveUnavailable.Code);
            Refuse(batch, Fault.LiveUnavailable);
            return [];
        }
        var started = clock.GetTimestamp();
        try
        {
            var request = new AppendRequest { Events = { batch.Select(send => send.ToNewEvent()) } };
            var reply = await record.AppendAsync(request, deadline: clock.ForCall());
            if (reply.Outcomes.Count != batch.Count)
            {
                throw new RpcException(new Status(StatusCode.Internal, "The outcomes do not match the batch."));
            }
            telemetry.Appended(batch.Count, clock.GetElapsedTime(started), "stored");
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Complete(ToOutcome(reply.Outcomes[i]));
            }
            activity.Touch(Spoken(batch, reply.Outcomes));
            return reply.Outcomes;
        }
        // The loop serves every chat: no failure of one batch may end it.
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            span?.SetTag(TelemetryNames.Outcome, Fault.MessageNotSaved.Code);
            telemetry.Appended(batch.Count, clock.GetElapsedTime(started), Fault.MessageNotSaved.Code);
            LogNotSaved(batch.Count, exception.GetType().Name, (exception as RpcException)?.StatusCode.ToString());
            Refuse(batch, Fault.MessageNotSaved);
            return [];
        }
    }

    /// <summary>The chats in which somebody said something. The system's own warning is no sign of life.</summary>
    private static Guid[] Spoken(
        List<PendingSend> batch,
        Google.Protobuf.Collections.RepeatedField<AppendOutcome> outcomes
    ) =>
        [
            .. batch
                .Where(
                    (send, i) =>
                        outcomes[i].Result == Result.Appended
                        && (send.Sender.Party != Party.System || send.Code == EventCodes.KeptOpen)
                )
                .Select(send => send.Sender.ChatId)
                .Distinct(),
        ];

    /// <summary>
    /// A repeated message is published again: its first sender may have been told "not saved" after a time-out, and then
    /// nobody has seen it yet. Whoever has, knows the sequence number.
    /// </summary>
    private Task PublishAsync(List<PendingSend> batch, IReadOnlyList<AppendOutcome> outcomes)
    {
        var published = new List<Task>(outcomes.Count);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Result is Result.Appended or Result.Repeated)
            {
                published.Add(PublishOneAsync(batch[i], outcomes[i]));
            }
        }
        return Task.WhenAll(published);

        async Task PublishOneAsync(PendingSend send, AppendOutcome outcome)
        {
            try
            {
                using var span = BatchSpan.StartPublish(send);
                await events.PublishAsync(send.Sender.ChatId, send.ToView(outcome.Seq, outcome.At));
            }
            // It is stored and its sender knows; the loop has to go on for all others.
            catch (Exception exception)
            {
                LogNotPublished(exception.GetType().Name);
            }
        }
    }

    private static void Refuse(List<PendingSend> batch, Fault fault) => batch.ForEach(send => send.Complete(fault));

    private static SendOutcome ToOutcome(AppendOutcome outcome) =>
        outcome.Result switch
        {
            Result.Appended or Result.Repeated => new SendOutcome(outcome.Seq, outcome.At.ToDateTimeOffset(), null),
            Result.Conflict => Fault.MessageIdConflict,
            Result.Ended => Fault.ChatEnded,
            Result.NotAParticipant => Fault.ChatNotFound,
            _ => Fault.MessageNotSaved,
        };

    [LoggerMessage(LogLevel.Warning, "{Count} messages were not saved: {ExceptionType} {Status}")]
    private partial void LogNotSaved(int count, string exceptionType, string? status);

    [LoggerMessage(LogLevel.Error, "A stored message was not published: {ExceptionType}")]
    private partial void LogNotPublished(string exceptionType);

    [LoggerMessage(LogLevel.Critical, "Messages cannot be taken any more: {ExceptionType}. This replica stops")]
    private partial void LogBroken(string exceptionType);
}
