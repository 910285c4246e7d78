using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Live;

internal static class LiveExtensions
{
    private const string Policy = "live-record";

    public static void AddLiveRecord(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ChatKeys>();
        builder.Services.AddSingleton<ChatStart>();
        builder.Services.AddSingleton<AppendStatement>();
        builder.Services.AddSingleton<ChangeStatement>();
        builder.Services.AddSingleton<ChatChange>();
        builder.Services.AddSingleton<CardMask>();
        builder.Services.AddGrpc(options =>
        {
            // A full batch of the longest messages.
            options.MaxReceiveMessageSize = 16 * 1024 * 1024;
            options.Interceptors.Add<StoreFailureInterceptor>();
        });
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().RequireScope(ServiceScopes.RecordingLive));
    }

    public static void MapLiveRecord(this WebApplication app) =>
        app.MapGrpcService<LiveRecordService>().RequireAuthorization(Policy);
}
