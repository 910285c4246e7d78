using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using WebchatAspire.ServiceDefaults.Migrations;

namespace WebchatAspire.Policy.Service.Data;

internal static class PolicyContextOptions
{
    /// <summary>The history of migrations lies in a schema that the owner made, not in <c>public</c>.</summary>
    public static void KeepHistoryInSchema(DbContextOptionsBuilder options) =>
        options.UseNpgsql(npgsql => npgsql.MigrationsHistoryTable("migrations_history", PolicyContext.PolicySchema));

    /// <summary>The command <c>migrate</c> of this service.</summary>
    public static Task<int> MigrateAsync(string[] args) =>
        MigrationCommand.RunAsync<PolicyContext>(
            args,
            "policies-owner",
            builder => builder.Services.ConfigureDbContext<PolicyContext>(KeepHistoryInSchema),
            (_, _) => Task.CompletedTask
        );
}

/// <summary>Lets <c>dotnet ef migrations add</c> work without a database.</summary>
internal sealed class PolicyContextFactory : IDesignTimeDbContextFactory<PolicyContext>
{
    public PolicyContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PolicyContext>();
        options.UseNpgsql().UseSnakeCaseNamingConvention();
        PolicyContextOptions.KeepHistoryInSchema(options);
        return new PolicyContext(options.Options);
    }
}
