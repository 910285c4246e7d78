using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace WebchatAspire.Identity.Service.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> work without a database.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<IdentityContext>
{
    public IdentityContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<IdentityContext>()
                .UseNpgsql("Host=design-time")
                .UseHistoryTable()
                .UseSnakeCaseNamingConvention()
                .Options
        );
}
