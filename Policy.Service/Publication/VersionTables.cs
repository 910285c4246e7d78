using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Proposals;

namespace WebchatAspire.Policy.Service.Publication;

internal static class VersionTables
{
    /// <summary>What the database itself refuses about versions and proposals; its triggers are in <see cref="Data.VersionsSql"/>.</summary>
    public static void ConfigureVersions(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PolicyVersion>(entity =>
        {
            entity.ToTable(
                "versions",
                table =>
                    table.HasCheckConstraint(
                        "ck_versions_sha256",
                        "sha256 = pg_catalog.sha256(convert_to(text, 'UTF8'))"
                    )
            );
            entity.HasKey(version => version.Version);
            entity.HasIndex(version => version.InForceFrom).IsUnique();
            entity.HasIndex(version => version.LedgerIndex).IsUnique();
            entity
                .HasOne<LedgerEntry>()
                .WithMany()
                .HasForeignKey(version => version.LedgerIndex)
                .OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Proposal>(entity =>
            entity.ToTable(
                "proposals",
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_proposals_state",
                        "state in ('open', 'withdrawn', 'refused', 'published')"
                    );
                    table.HasCheckConstraint(
                        "ck_proposals_decided",
                        "(state = 'open') = (decided_by is null) and (state = 'open') = (decided_at is null)"
                    );
                    table.HasCheckConstraint("ck_proposals_reason", "(state = 'refused') = (reason is not null)");
                    table.HasCheckConstraint(
                        "ck_proposals_four_eyes",
                        "state not in ('refused', 'published') or lower(decided_by) <> lower(proposed_by)"
                    );
                }
            )
        );
    }
}
