using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Publication;
using WebchatAspire.Policy.Service.Ledger.Verification;
using WebchatAspire.Policy.Service.Ledger.Witness;

namespace WebchatAspire.Policy.Service.Ledger;

internal static class LedgerTreeExtensions
{
    /// <summary>The tree over the ledger: its checkpoints, their copies for a second party, and what serves them.</summary>
    public static IServiceCollection AddLedgerTree(this IServiceCollection services)
    {
        services
            .AddOptions<LedgerOptions>()
            .BindConfiguration(LedgerOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => options.WitnessIsPlace,
                "Ledger:Witness is a full path of a folder or an http(s) address."
            )
            .ValidateOnStart();
        services.AddSingleton<LedgerKeys>();
        services.AddSingleton<LedgerCondition>();
        services.AddSingleton<LedgerTelemetry>();
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<AppendSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<AppendSignal>());
        services.AddHostedService<CheckpointService>();
        services.AddHostedService<TreeAudit>();
        services.AddHostedService<WitnessCopies>();
        services.AddHttpClient(HttpWitness.ClientName, client => client.Timeout = HttpWitness.Patience);
        services.AddSingleton<VerificationRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<VerificationRunner>());
        services.AddHealthChecks().AddCheck<LedgerCondition>("ledger");
        services.AddBundleCompression();
        return services;
    }
}
