using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>Marks the spans of a connection, and answers a call that failed because a store is away.</summary>
internal sealed class HubGuard(ILogger<HubGuard> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var span = Activity.Current;
        span?.SetTag(TelemetryNames.SessionId, ChatConnection.Of(invocationContext.Context).SessionId);
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (Away.From(exception) is not null)
        {
            var fault = Away.From(exception)!;
            span?.SetTag(TelemetryNames.Outcome, fault.Code);
            AwayFilter.LogAway(logger, fault.Code, exception.GetType().Name);
            return fault.ToReply();
        }
    }
}
