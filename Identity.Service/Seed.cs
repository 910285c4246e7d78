using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using WebchatAspire.Identity.Service.Clients;
using WebchatAspire.Identity.Service.Data;
using WebchatAspire.Identity.Service.Keys;
using WebchatAspire.Identity.Service.Staff;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Identity.Service;

/// <summary>What <c>migrate</c> puts into the database after the schema: keys, clients and, in Development, demo staff.</summary>
internal static class Seed
{
    public static void Configure(IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureDbContext<IdentityContext>(options => options.UseHistoryTable());
        builder
            .Services.AddOptions<ProviderOptions>()
            .BindConfiguration(ProviderOptions.Section)
            .ValidateDataAnnotations();
        builder.Services.AddOptions<SeedOptions>().BindConfiguration(ProviderOptions.Section).ValidateDataAnnotations();
        builder.Services.AddKeyProtector();
        builder.Services.AddStaffAccounts();
        builder.Services.AddOpenIddict().AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityContext>());
    }

    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<SeedOptions>>().Value;
        await SeedKeysAsync(services, cancellationToken);
        await OpenIdClients.SeedAsync(
            services.GetRequiredService<IOpenIddictApplicationManager>(),
            options,
            cancellationToken
        );
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment() && options.DemoPassword is { } password)
        {
            await DemoStaff.SeedAsync(services.GetRequiredService<UserManager<StaffMember>>(), password);
        }
    }

    private static async Task SeedKeysAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<IdentityContext>();
        var protector = services.GetRequiredService<KeyProtector>();
        var clock = services.GetRequiredService<TimeProvider>();
        foreach (var kind in Enum.GetValues<ServerKeyKind>())
        {
            if (await context.ServerKeys.FirstOrDefaultAsync(key => key.Kind == kind, cancellationToken) is { } known)
            {
                // Fails here, and clearly, if the setting no longer fits the database.
                _ = known.Open(protector);
                continue;
            }
            context.ServerKeys.Add(ServerKey.Create(kind, protector, clock));
        }
        await context.SaveChangesAsync(cancellationToken);
    }
}
