namespace WebchatAspire.Chat.Api.Messages;

internal static class MessageExtensions
{
    /// <summary>The path of a message: checks, masking, rate, batch.</summary>
    public static WebApplicationBuilder AddMessages(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<MessageLimits>()
            .BindConfiguration(MessageLimits.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<MessageRate>();
        builder.Services.AddSingleton<MessageBatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MessageBatcher>());
        builder.Services.AddSingleton<CardGuard>();
        builder.Services.AddSingleton<Notices>();
        builder.Services.AddSingleton<MessageSender>();
        return builder;
    }
}
