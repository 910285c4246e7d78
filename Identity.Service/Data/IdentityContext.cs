using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using WebchatAspire.Identity.Service.Keys;
using WebchatAspire.Identity.Service.Staff;

namespace WebchatAspire.Identity.Service.Data;

/// <summary>Staff, OpenID clients, tokens and keys: the schema <c>identity</c>.</summary>
internal sealed class IdentityContext(DbContextOptions<IdentityContext> options)
    : IdentityUserContext<StaffMember, Guid>(options),
        IDataProtectionKeyContext
{
    public const string Schema = "identity";
    public const string HistoryTable = "__ef_migrations_history";

    public DbSet<ServerKey> ServerKeys => Set<ServerKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        builder.UseOpenIddict();

        builder.Entity<StaffMember>(staff =>
        {
            staff.ToTable("staff");
            staff.Property(member => member.DisplayName).HasMaxLength(100);
            staff.Property(member => member.Team).HasMaxLength(60);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("staff_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("staff_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("staff_tokens");

        builder.Entity<OpenIddictEntityFrameworkCoreApplication>().ToTable("applications");
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("authorizations");
        builder.Entity<OpenIddictEntityFrameworkCoreScope>().ToTable("scopes");
        builder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("tokens");

        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.Entity<ServerKey>(key =>
        {
            key.ToTable("keys");
            key.Property(row => row.Kind).HasConversion<string>().HasMaxLength(20);
        });
    }
}
