using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Record;

internal static class RecordExtensions
{
    /// <summary>The gRPC client of the record; its calls carry this service's own token.</summary>
    public static WebApplicationBuilder AddRecord(this WebApplicationBuilder builder)
    {
        // No retry handler: an append that timed out may have been stored, and only its sender, who holds the message
        // id, can repeat it safely.
        builder
            .Services.AddGrpcClient<LiveRecord.LiveRecordClient>(client =>
                client.Address = new("http://_grpc.recording")
            )
            .AddServiceToken()
            .RemoveAllLoggers();
        builder.Services.AddSingleton<RecordChanges>();
        return builder;
    }
}
