using WebchatAspire.Recording.Service.Retrieval.Obligations;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Retrieval;

internal static class RetrievalExtensions
{
    public static void AddRetrieval(this IHostApplicationBuilder builder)
    {
        builder.AddRecordingsPolicy();
        builder.AddServiceTokens();
        builder
            .Services.AddHttpClient<PolicyClient>(client => client.BaseAddress = new Uri("http://policy"))
            .AddServiceToken()
            .AddServiceResilience();
        builder.Services.AddSingleton<IObligation, MaskThirdParties>();
        builder.Services.AddSingleton<IObligation, TimeLimit>();
        builder.Services.AddSingleton<IObligation, CaseToFollow>();
        builder.Services.AddSingleton<IObligation, ReviewWithin>();
        builder.Services.AddSingleton<IObligation, RestrictedNotice>();
        builder.Services.AddSingleton<IObligation, StepUp>();
        builder.Services.AddSingleton<ObligationRegistry>();
        builder.Services.AddScoped<RetrievalStore>();
        builder.Services.AddScoped<EnforcementPoint>();
        builder.Services.AddScoped<TranscriptReader>();
    }
}
