using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>What a service got from the gateway.</summary>
public sealed record Received(
    string Service,
    string Method,
    string Path,
    Dictionary<string, string> Headers,
    long BodyBytes
);

/// <summary>
/// A service behind the gateway that says what it got, on a real port, and gives the cookie that a query asks for. It validates tokens as every service does, at
/// <see cref="Guarded"/>.
/// </summary>
internal sealed class Upstream(WebApplication app) : IAsyncDisposable
{
    /// <summary>Ends a path that only a valid access token opens.</summary>
    public const string Guarded = "guarded";

    private int _held;

    public string Address =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<Upstream> StartAsync(string service, IReadOnlyDictionary<string, string?> identity)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(identity);
        builder.AddTokenValidation();
        var app = builder.Build();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        var upstream = new Upstream(app);
        app.Map($"/{{first}}/{{second}}/{Guarded}", (HttpContext context) => upstream.EchoAsync(context, service))
            .RequireAuthorization();
        app.Map("/{**rest}", (HttpContext context) => upstream.EchoAsync(context, service)).AllowAnonymous();
        await app.StartAsync();
        return upstream;
    }

    /// <summary>How many WebSockets are open here.</summary>
    public int Held => Volatile.Read(ref _held);

    public Task StopAsync() => app.StopAsync();

    /// <summary>Ends with all of its connections at once, as a process that is killed.</summary>
    public async Task KillAsync()
    {
        try
        {
            await app.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // It had no time to end well, as was asked for.
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task EchoAsync(HttpContext context, string service)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await HoldAsync(context);
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.Headers["Server"] = "upstream";
        context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        if (context.Request.Query["cookie"] is [{ Length: > 0 } cookie])
        {
            context.Response.Cookies.Append(cookie, "given");
        }
        await context.Response.WriteAsJsonAsync(
            new Received(
                service,
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.Length
            )
        );
    }

    /// <summary>Keeps the connection until the client closes or drops it.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref _held);
        try
        {
            await socket.ReceiveAsync(new byte[16], context.RequestAborted);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (WebSocketException)
        {
            // Dropped.
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }
}
