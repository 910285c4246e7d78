using System.Globalization;
using Microsoft.Extensions.Configuration;
using WebchatAspire.AppHost.Stores;

namespace WebchatAspire.AppHost;

/// <summary>
/// What makes the ledger a log that others can check: its name, and the key that signs it, which no database holds.
/// <c>Ledger:Key</c> is the key's number: the next one is a rotation, and the key before it goes along to countersign.
/// </summary>
internal static class LedgerExtensions
{
    private const string KeySetting = "Ledger:Key";

    /// <exception cref="InvalidOperationException"><c>Ledger:Key</c> is no whole number from 1 on.</exception>
    public static IResourceBuilder<ProjectResource> WithLedger(
        this IResourceBuilder<ProjectResource> policy,
        StoreResources stores
    )
    {
        var builder = policy.ApplicationBuilder;
        var number = KeyNumber(builder.Configuration[KeySetting]);
        policy
            .WithEnvironment("Ledger__Origin", Origin(builder, stores))
            .WithEnvironment("Ledger__SigningKey", Key(builder, stores, number));
        if (number > 1)
        {
            policy.WithEnvironment("Ledger__PreviousKey", Key(builder, stores, number - 1));
        }
        return builder.Configuration["Ledger:Witness"] is { Length: > 0 } witness
            ? policy.WithEnvironment("Ledger__Witness", witness)
            : policy;
    }

    private static IResourceBuilder<ParameterResource> Key(
        IDistributedApplicationBuilder builder,
        StoreResources stores,
        int number
    ) =>
        builder.AddPersistedSecret(
            stores.Secrets,
            string.Create(CultureInfo.InvariantCulture, $"ledger-key-{number}"),
            PersistedSecret.Key
        );

    /// <summary>
    /// A log keeps its name, so the one made of the first address is kept beside the data: another port later does not make
    /// it another log.
    /// </summary>
    private static string Origin(IDistributedApplicationBuilder builder, StoreResources stores) =>
        builder.Configuration["Ledger:Origin"] is { Length: > 0 } origin
            ? origin
            : stores.Secrets.GetOrCreate(
                "ledger-origin",
                () => string.Create(CultureInfo.InvariantCulture, $"localhost:{builder.PublicPort()}/ledger")
            );

    private static int KeyNumber(string? setting) =>
        string.IsNullOrEmpty(setting) ? 1
        : int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new InvalidOperationException($"{KeySetting} is '{setting}': it has to be a whole number from 1 on.");
}
