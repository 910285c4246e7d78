using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Tokens;
using BoardView = WebchatAspire.Contracts.Chats.Board;

namespace WebchatAspire.Chat.Api.Board;

/// <summary>
/// The supervisor's board: figures of their own services, who is there, and which chats are under way. No names of residents,
/// no text.
/// </summary>
internal static class BoardApi
{
    public static WebApplication MapBoardApi(this WebApplication app)
    {
        app.MapGet("/api/board", GetAsync)
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Supervisor))
            .AddEndpointFilter<StoreFailureFilter>();
        return app;
    }

    /// <summary>The figures now.</summary>
    private static async Task<Ok<BoardView>> GetAsync(
        HttpContext context,
        LiveStore store,
        LiveState live,
        BoardFigures figures,
        ExpectedWaits waits,
        Advisers advisers,
        PolicyDirectory policies,
        TimeProvider clock
    )
    {
        var policy = await policies.GetAsync(context.RequestAborted);
        var now = clock.GetUtcNow();
        var own = context.User.Services().Order(StringComparer.Ordinal).ToList();
        var active = (await ActiveAsync(store)).Where(chat => own.Contains(chat.Service)).ToList();
        var services = new List<BoardService>();
        foreach (var service in own)
        {
            var queue = await live.QueueAsync(service, limit: -1, context.RequestAborted);
            var oldest = await store.LongestWaitAsync(service);
            var (answered, inTime, abandoned) = await figures.TodayAsync(service);
            services.Add(
                new BoardService(
                    service,
                    policy?.Services.FirstOrDefault(known => known.Slug == service)?.Name ?? service,
                    queue.Length,
                    oldest is { } since ? (int)(now - since).TotalSeconds : 0,
                    await waits.OfAsync(service),
                    active.Count(chat => chat.Service == service),
                    (await store.MessagesAsync(service)).Length,
                    answered,
                    inTime,
                    abandoned
                )
            );
        }
        var team = (await advisers.AllAsync()).Where(adviser => adviser.Services.Intersect(own).Any());
        var views = await Task.WhenAll(team.Select(advisers.ViewAsync));
        var chats = await Task.WhenAll(
            active
                .OrderBy(chat => chat.StartedAt)
                .Select(async chat => new BoardChat(
                    chat.Id,
                    chat.Reference,
                    chat.Service,
                    chat.StartedAt,
                    chat.AdviserName,
                    await store.IsAskedAsync(chat)
                ))
        );
        return TypedResults.Ok(
            new BoardView(now, services, [.. views.OrderBy(view => view.Name, StringComparer.Ordinal)], chats)
        );
    }

    /// <summary>The chats that are under way.</summary>
    private static async Task<List<LiveChat>> ActiveAsync(LiveStore store)
    {
        var active = new List<LiveChat>();
        foreach (var adviser in await store.AdvisersAsync())
        {
            foreach (var chatId in await store.OfAdviserAsync(adviser))
            {
                if (await store.FindAsync(chatId) is { State: ChatState.Active } chat)
                {
                    active.Add(chat);
                }
            }
        }
        return active;
    }
}
