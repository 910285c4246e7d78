using Grpc.Core;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Record;

/// <summary>
/// Changes of a chat in the record. They are waited for up to their deadline even if the caller goes away, as what is
/// committed has to be told to the others. When it stays open whether a change was made, a rebuild finds out.
/// </summary>
internal sealed class RecordChanges(LiveRecord.LiveRecordClient record, LiveRebuild rebuild, TimeProvider clock)
{
    public Task<StartChatReply> StartChatAsync(StartChatRequest request) =>
        RunAsync(deadline => record.StartChatAsync(request, deadline: deadline));

    public Task<RecordedEvent> AssignAsync(AssignRequest request) =>
        RunAsync(deadline => record.AssignAsync(request, deadline: deadline));

    public Task<RecordedEvent> MoveAsync(MoveRequest request) =>
        RunAsync(deadline => record.MoveAsync(request, deadline: deadline));

    public Task<RecordedEvent> MaskAsync(MaskRequest request) =>
        RunAsync(deadline => record.MaskAsync(request, deadline: deadline));

    public Task<RecordedEvent> EndAsync(EndRequest request) =>
        RunAsync(deadline => record.EndAsync(request, deadline: deadline));

    private async Task<T> RunAsync<T>(Func<DateTime, AsyncUnaryCall<T>> call)
    {
        try
        {
            return await call(clock.ForCall());
        }
        catch (RpcException exception) when (StoreFailure.LeavesOpen(exception))
        {
            rebuild.Request();
            throw;
        }
    }
}
