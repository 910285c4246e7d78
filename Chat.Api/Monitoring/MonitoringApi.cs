using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>Following a live chat as a member of staff who takes no part in it (P2, P16).</summary>
internal static class MonitoringApi
{
    private const int MaxBody = 4 * 1024;

    public static WebApplicationBuilder AddMonitoring(this WebApplicationBuilder builder)
    {
        builder.Services.AddEnforcement();
        builder.Services.AddSingleton<IObligation, TellAdviser>();
        builder.Services.AddSingleton<IObligation, ReadOnly>();
        builder.Services.AddSingleton<MonitoringStore>();
        builder.Services.AddSingleton<MonitoringReader>();
        builder.Services.AddSingleton<ChatFactReader>();
        builder.Services.AddSingleton<MonitoringPoint>();
        builder.Services.AddSingleton<Monitors>();
        builder.Services.AddSingleton<MonitoringRequests>();
        builder.Services.AddHostedService<MonitoringWatch>();
        return builder;
    }

    public static WebApplication MapMonitoringApi(this WebApplication app)
    {
        // Any member of staff may ask: that they were refused, and by which clause, belongs into the ledger.
        var monitoring = app.MapGroup("/api/chats/{chatId:guid}/monitoring")
            .RequireAuthorization()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .AddEndpointFilter<StoreFailureFilter>()
            .AddEndpointFilter(new PolicyUnavailableFilter());
        monitoring.MapPost("/", AskAsync);
        monitoring.MapPost("/start", StartAsync);
        monitoring.MapPost("/stop", StopAsync);
        monitoring.MapGet("/events", EventsAsync);
        monitoring
            .MapGet("/", GetAsync)
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Supervisor, StaffRoles.RecordsOfficer));
        return app;
    }

    /// <summary>
    /// Asks to follow the chat, and begins. 403 <c>monitoring-denied</c> names the clause that refuses; 401
    /// <c>step-up-needed</c> when the person has to sign in again first (RFC 9470); 409 <c>chat-ended</c>. Where a restriction
    /// is needed first, the permit is given and <c>started</c> is false.
    /// </summary>
    private static async Task<Results<Created<MonitoringView>, ProblemHttpResult>> AskAsync(
        Guid chatId,
        NewMonitoring body,
        HttpContext context,
        LiveState live,
        MonitoringPoint point,
        Monitors monitors,
        MonitoringReader reader
    )
    {
        var ask = new NewMonitoring(
            body.Purpose?.Trim() ?? "",
            string.IsNullOrWhiteSpace(body.CaseReference) ? null : body.CaseReference.Trim()
        );
        if (PurposeInput.Check(ask.Purpose, ask.CaseReference) is { } invalid)
        {
            return invalid;
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, chatId);
        if (await live.RefreshAsync(chatId, context.RequestAborted) is not { } chat)
        {
            return Fault.ChatNotFound.ToProblem(context);
        }
        if (chat.State == ChatState.Ended)
        {
            return Fault.ChatEnded.ToProblem(context);
        }
        var follower = new Follower(chatId, context.User.SubjectId());
        if (await reader.FindRunningAsync(follower) is not null)
        {
            return Fault.AlreadyFollowing.ToProblem(context);
        }
        var token = await context.AccessTokenAsync();
        var (permit, refusal) = await point.EnforceAsync(chat, follower, ask, token, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.Challenge(context.Response);
        }
        if (permit is null)
        {
            return Fault.AlreadyFollowing.ToProblem(context);
        }
        var (followed, refused) = await monitors.StartAsync(chat, permit, token, context.RequestAborted);
        return followed is null && refused != ReadRefusals.RestrictionNeeded
            ? NotStarted(refused)
            : TypedResults.Created($"/api/chats/{chatId}/monitoring", View(chat, followed ?? permit));
    }

    /// <summary>
    /// Begins under a permit that a restriction was needed for. 403 <c>restriction-needed</c> as long as none is in force, and
    /// <c>not-following</c> without a permit.
    /// </summary>
    private static async Task<Results<Ok<MonitoringView>, ProblemHttpResult>> StartAsync(
        Guid chatId,
        HttpContext context,
        LiveState live,
        MonitoringStore store,
        Monitors monitors
    )
    {
        var follower = new Follower(chatId, context.User.SubjectId());
        if (await live.RefreshAsync(chatId, context.RequestAborted) is not { } chat)
        {
            return Fault.ChatNotFound.ToProblem(context);
        }
        if (chat.State == ChatState.Ended)
        {
            return Fault.ChatEnded.ToProblem(context);
        }
        if (await store.FindAsync(follower) is not { EndedBy: null } permit)
        {
            return Fault.NotFollowing.ToProblem(context);
        }
        if (permit.StartedAt is not null)
        {
            return Fault.AlreadyFollowing.ToProblem(context);
        }
        var (followed, refused) = await monitors.StartAsync(
            chat,
            permit,
            await context.AccessTokenAsync(),
            context.RequestAborted
        );
        return followed is null ? NotStarted(refused) : TypedResults.Ok(View(chat, followed));
    }

    /// <summary>The chat without its text, and whether the caller follows it. A supervisor sees those of their own services.</summary>
    private static async Task<Results<Ok<MonitoringView>, ProblemHttpResult>> GetAsync(
        Guid chatId,
        HttpContext context,
        LiveState live,
        MonitoringStore store,
        Whereabouts whereabouts,
        TimeProvider clock
    )
    {
        context.Response.ForbidStoring();
        if (await live.FindAsync(chatId, context.RequestAborted) is not { } chat || !MayKnow(context.User, chat))
        {
            return Fault.ChatNotFound.ToProblem(context);
        }
        var follower = new Follower(chatId, context.User.SubjectId());
        var now = clock.GetUtcNow();
        var followed =
            await store.FindAsync(follower) is { EndedBy: null } permit && permit.PermitUntil > now ? permit : null;
        if (followed is { StartedAt: not null })
        {
            await whereabouts.MonitorVisitedAsync(follower);
        }
        return TypedResults.Ok(View(chat, followed));
    }

    /// <summary>
    /// What was said since, as its adviser sees it, after a number. 403 <c>not-following</c> once it has ended, 409
    /// <c>chat-ended</c>.
    /// </summary>
    private static async Task<Results<Ok<EventPage>, ProblemHttpResult>> EventsAsync(
        Guid chatId,
        HttpContext context,
        MonitoringReader reader,
        Whereabouts whereabouts,
        long after = 0
    )
    {
        context.Response.ForbidStoring();
        var follower = new Follower(chatId, context.User.SubjectId());
        if (await reader.FindRunningAsync(follower) is not { } followed)
        {
            return Fault.NotFollowing.ToProblem(context);
        }
        await whereabouts.MonitorVisitedAsync(follower);
        var page = await reader.EventsAsync(followed, after, context.RequestAborted);
        return page.State == ChatState.Ended
            ? Fault.ChatEnded.ToProblem(context)
            : TypedResults.Ok(new EventPage(page.Events, page.More));
    }

    /// <summary>Follows the chat no longer; again makes no difference.</summary>
    private static async Task<NoContent> StopAsync(
        Guid chatId,
        HttpContext context,
        MonitoringStore store,
        Monitors monitors
    )
    {
        if (await store.FindAsync(new Follower(chatId, context.User.SubjectId())) is { StartedAt: not null } followed)
        {
            await monitors.EndAsync(followed, MonitoringEnds.Stopped);
        }
        return TypedResults.NoContent();
    }

    private static bool MayKnow(ClaimsPrincipal user, LiveChat chat) =>
        user.IsInRole(StaffRoles.RecordsOfficer) || user.Services().Contains(chat.Service);

    private static MonitoringView View(LiveChat chat, FollowedChat? followed) =>
        new(
            chat.Id,
            chat.Reference,
            chat.Service,
            chat.State.ToName(),
            chat.StartedAt,
            chat.AdviserName,
            followed is null
                ? null
                : new Following(
                    followed.DecisionId,
                    followed.Purpose,
                    followed.Clause,
                    followed.PolicyVersion,
                    followed.LedgerIndex,
                    followed.PermitUntil,
                    followed.StartedAt is not null,
                    followed.AfterSeq,
                    followed.TellsAdviser
                )
        );

    private static ProblemHttpResult NotStarted(string? refusal) =>
        refusal == ReadRefusals.RestrictionNeeded
            ? Problem.Forbidden(
                refusal,
                "The permit obliges to restrict what the resident is told. Ask for a restriction; once a second person has confirmed it, the chat can be followed."
            )
            : Problem.Conflict(
                refusal ?? "not-started",
                "The chat is not followed: it could not be begun as the permit asks. Ask again."
            );
}
