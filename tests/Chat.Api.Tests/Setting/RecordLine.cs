using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>Lets something happen, once, between the record's answer to a call and its arrival at Chat.Api.</summary>
/// <param name="method">The method of the record, such as <c>End</c>.</param>
/// <param name="meanwhile">Is given the task that ends when the caller of Chat.Api has gone.</param>
internal sealed class RecordLine(string method, Func<Task, Task> meanwhile)
{
    private int _calls;

    /// <summary>A line on which the answer comes after the caller has gone.</summary>
    /// <param name="answered">Set when the record has answered, and so committed.</param>
    public static RecordLine OutlastingTheCaller(string method, TaskCompletionSource answered) =>
        new(
            method,
            gone =>
            {
                answered.SetResult();
                return gone;
            }
        );

    /// <summary>A line that breaks before the answer comes.</summary>
    public static RecordLine Breaking(string method) => new(method, _ => throw new IOException("The line broke."));

    public void AddTo(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<IStartupFilter, Doorkeeper>();
        services.ConfigureHttpClientDefaults(http =>
            http.AddHttpMessageHandler(provider => new Handler(
                this,
                provider.GetRequiredService<IHttpContextAccessor>()
            ))
        );
    }

    private sealed record Departure(Task Gone);

    /// <summary>
    /// Sees each caller go. It waits from the very beginning of a request, so it hears last: by then, whatever ends with
    /// its caller has ended.
    /// </summary>
    private sealed class Doorkeeper : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(WatchAsync);
                next(app);
            };

        private static async Task WatchAsync(HttpContext context, RequestDelegate next)
        {
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var watch = context.RequestAborted.Register(gone.SetResult);
            context.Features.Set(new Departure(gone.Task));
            await next(context);
        }
    }

    private sealed class Handler(RecordLine line, IHttpContextAccessor accessor) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (accessor.HttpContext is { } context && line.Is(request))
            {
                await line.PassAsync(context.Features.GetRequiredFeature<Departure>().Gone);
            }
            return response;
        }
    }

    private bool Is(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.EndsWith($".LiveRecord/{method}", StringComparison.Ordinal);

    private Task PassAsync(Task gone) => Interlocked.Increment(ref _calls) == 1 ? meanwhile(gone) : Task.CompletedTask;
}
