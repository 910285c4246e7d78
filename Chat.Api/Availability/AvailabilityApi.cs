using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Chat.Api.Queues;
using ServiceAvailability = WebchatAspire.Contracts.Chats.Availability;

namespace WebchatAspire.Chat.Api.Availability;

/// <summary>What everybody may know before they start: which services answer now.</summary>
internal static class AvailabilityApi
{
    public static WebApplicationBuilder AddAvailability(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<HoursOptions>().BindConfiguration(HoursOptions.Section);
        builder
            .Services.AddOptions<QueueOptions>()
            .BindConfiguration(QueueOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<AvailabilityDirectory>();
        return builder;
    }

    public static WebApplication MapAvailabilityApi(this WebApplication app)
    {
        var availability = app.MapGroup("/api/availability").AllowAnonymous().AddEndpointFilter<StoreFailureFilter>();
        availability.MapGet("/", AllAsync);
        availability.MapGet("/{service}", OneAsync);
        return app;
    }

    /// <summary>All services of the published policy.</summary>
    private static async Task<Results<Ok<ServiceAvailability[]>, ProblemHttpResult>> AllAsync(
        HttpContext context,
        PolicyDirectory policies,
        AvailabilityDirectory directory
    )
    {
        var aborted = context.RequestAborted;
        if (await policies.GetAsync(aborted) is not { } policy)
        {
            return Fault.PolicyUnavailable.ToProblem(context);
        }
        return TypedResults.Ok(await directory.AllAsync(policy, aborted));
    }

    /// <summary>One service.</summary>
    private static async Task<Results<Ok<ServiceAvailability>, ProblemHttpResult>> OneAsync(
        string service,
        HttpContext context,
        PolicyDirectory policies,
        AvailabilityDirectory directory
    )
    {
        var aborted = context.RequestAborted;
        if (await policies.GetAsync(aborted) is not { } policy)
        {
            return Fault.PolicyUnavailable.ToProblem(context);
        }
        return policy.Services.FirstOrDefault(known => known.Slug == service) is { } found
            ? TypedResults.Ok(await directory.OfAsync(policy, found, aborted))
            : Fault.ServiceNotFound.ToProblem(context);
    }
}
