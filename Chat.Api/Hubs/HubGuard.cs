using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>Marks the spans of a connection, and answers a call in which a store failed.</summary>
internal sealed class HubGuard(ILogger<HubGuard> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var (connection, span) = (invocationContext.Context, Activity.Current);
        span?.SetTag(TelemetryNames.SessionId, ChatConnection.Of(connection).SessionId);
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (StoreFailure.IsDeparture(exception, connection.ConnectionAborted))
        {
            // Nobody is there to be answered.
            return null;
        }
        catch (Exception exception) when (StoreFailure.FaultOf(exception) is not null)
        {
            var fault = StoreFailure.FaultOf(exception)!;
            span?.SetTag(TelemetryNames.Outcome, fault.Code);
            StoreFailure.Log(logger, fault, exception);
            var subscribes = invocationContext.HubMethodName is nameof(ChatHub.Join) or nameof(ChatHub.WatchQueue);
            if (subscribes && fault.Status >= StatusCodes.Status500InternalServerError)
            {
                // SignalR may count the connection to a group that Redis does not deliver to, and would then not
                // subscribe again. A new connection begins with nothing.
                connection.Abort();
            }
            return fault.ToReply();
        }
    }
}
