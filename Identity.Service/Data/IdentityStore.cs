using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebchatAspire.Identity.Service.Keys;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Identity.Service.Data;

internal static class IdentityStore
{
    /// <summary>The database, and the keys that lie sealed in it.</summary>
    public static void AddIdentityStore(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<IdentityContext>(
            "identities",
            configureDbContextOptions: options => options.UseSnakeCaseNamingConvention()
        );
        builder.Services.AddKeyProtector();
        builder.Services.AddSingleton<ServerKeyRing>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ServerKeyRing>());
        builder
            .Services.AddDataProtection()
            .SetApplicationName("webchat-identity")
            .PersistKeysToDbContext<IdentityContext>()
            .SealKeys();
    }

    public static void AddKeyProtector(this IServiceCollection services) =>
        services.AddSingleton(provider => new KeyProtector(
            provider.GetRequiredService<IOptions<ProviderOptions>>().Value.KeyProtection,
            $"{ProviderOptions.Section}:{nameof(ProviderOptions.KeyProtection)}"
        ));

    /// <summary>Keeps the list of applied migrations inside the schema: the owner owns nothing in <c>public</c>.</summary>
    public static DbContextOptionsBuilder<IdentityContext> UseHistoryTable(
        this DbContextOptionsBuilder<IdentityContext> options
    )
    {
        UseHistoryTable((DbContextOptionsBuilder)options);
        return options;
    }

    public static void UseHistoryTable(this DbContextOptionsBuilder options) =>
        options.UseNpgsql(npgsql =>
            npgsql.MigrationsHistoryTable(IdentityContext.HistoryTable, IdentityContext.Schema)
        );
}
