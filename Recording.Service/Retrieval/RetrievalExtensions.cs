using WebchatAspire.Recording.Service.Retrieval.Obligations;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Retrieval;

internal static class RetrievalExtensions
{
    public static void AddRetrieval(this IHostApplicationBuilder builder)
    {
        builder.AddRecordingsPolicy();
        builder.AddServiceTokens();
        builder.Services.AddEnforcement();
        builder.Services.AddSingleton<IObligation, MaskThirdParties>();
        builder.Services.AddScoped<RetrievalStore>();
        builder.Services.AddScoped<EnforcementPoint>();
        builder.Services.AddScoped<TranscriptReader>();
    }
}
