using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebchatAspire.Chat.Api.Hubs;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>The way of a message from the hub to groups and connections, in the hands of a test.</summary>
internal sealed class GroupLine()
    : DefaultHubLifetimeManager<ChatHub>(NullLogger<DefaultHubLifetimeManager<ChatHub>>.Instance)
{
    public Func<string, Task> ToGroup { get; init; } = _ => Task.CompletedTask;
    public Func<string, Task> ToConnection { get; init; } = _ => Task.CompletedTask;

    public void AddTo(IServiceCollection services) => services.AddSingleton<HubLifetimeManager<ChatHub>>(this);

    public override Task SendGroupAsync(
        string groupName,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => ToGroup(groupName);

    public override Task SendConnectionAsync(
        string connectionId,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => ToConnection(connectionId);
}
