using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>How an adviser stands to new chats, and who else is there.</summary>
internal static class PresenceApi
{
    private const int MaxCapacity = 20;

    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<PresenceOptions>()
            .BindConfiguration(PresenceOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<Whereabouts>();
        builder.Services.AddSingleton<Advisers>();
        builder.Services.AddHostedService<Heartbeat>();
        return builder;
    }

    public static RouteGroupBuilder MapPresence(this RouteGroupBuilder advisers)
    {
        advisers.MapGet("/advisers/me/presence", GetAsync);
        advisers.MapPut("/advisers/me/presence", PutAsync);
        advisers.MapGet("/advisers", AllAsync);
        return advisers;
    }

    /// <summary>What the caller chose last.</summary>
    private static async Task<Ok<AdviserPresence>> GetAsync(HttpContext context, Advisers advisers) =>
        TypedResults.Ok(await advisers.PresenceAsync(context.User.SubjectId()));

    /// <summary>Chooses to be away or available, and which chats come by themselves.</summary>
    private static async Task<Results<Ok<AdviserPresence>, ProblemHttpResult>> PutAsync(
        HttpContext context,
        AdviserPresence presence,
        Advisers advisers,
        Whereabouts whereabouts,
        AssignmentSignal assignment
    )
    {
        if (Check(presence) is { } fault)
        {
            return fault.ToProblem(context);
        }
        await advisers.ChooseAsync(context.User, presence);
        await whereabouts.AdviserVisitedAsync(context.User.SubjectId());
        assignment.Look();
        return TypedResults.Ok(presence);
    }

    /// <summary>Colleagues to whom a chat can be moved: all advisers who were here today, the caller left out.</summary>
    private static async Task<Ok<AdviserList>> AllAsync(HttpContext context, Advisers advisers)
    {
        var me = context.User.SubjectId();
        var others = (await advisers.AllAsync()).Where(adviser => adviser.Id != me);
        var views = await Task.WhenAll(others.Select(advisers.ViewAsync));
        return TypedResults.Ok(new AdviserList([.. views.OrderBy(view => view.Name, StringComparer.Ordinal)]));
    }

    private static Fault? Check(AdviserPresence presence) =>
        presence switch
        {
            { State: not (PresenceStates.Available or PresenceStates.Away) } => Fault.Invalid(
                "state-unknown",
                "An adviser is available or away.",
                "state"
            ),
            { Capacity: < 1 or > MaxCapacity } => Fault.Invalid(
                "capacity-invalid",
                $"1 to {MaxCapacity} chats at once.",
                "capacity",
                MaxCapacity
            ),
            { Languages: null or [] } => Fault.Invalid("languages-missing", "Say one language at least.", "languages"),
            _ when presence.Languages.FirstOrDefault(tag => !Chats.Languages.IsKnown(tag)) is not null => Fault.Invalid(
                "language-unknown",
                $"Each of {string.Join(", ", Chats.Languages.All)}.",
                "languages"
            ),
            _ => null,
        };
}
