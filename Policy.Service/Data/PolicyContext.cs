using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Agreements;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Ledger.Search;
using WebchatAspire.Policy.Service.Ledger.Tree;
using WebchatAspire.Policy.Service.Ledger.Verification;
using WebchatAspire.Policy.Service.Monitorings;
using WebchatAspire.Policy.Service.Proposals;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.Policy.Service.Restrictions;
using WebchatAspire.Policy.Service.Reviews;

namespace WebchatAspire.Policy.Service.Data;

internal sealed class PolicyContext(DbContextOptions<PolicyContext> options) : DbContext(options)
{
    public const string PolicySchema = "policy";
    public const string LedgerSchema = "ledger";

    public DbSet<Case> Cases => Set<Case>();
    public DbSet<CaseChat> CaseChats => Set<CaseChat>();
    public DbSet<DecisionRecord> Decisions => Set<DecisionRecord>();
    public DbSet<Agreement> Agreements => Set<Agreement>();
    public DbSet<DecisionResource> DecisionResources => Set<DecisionResource>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<ApprovalNote> ApprovalNotes => Set<ApprovalNote>();
    public DbSet<OwedCase> OwedCases => Set<OwedCase>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();
    public DbSet<Proposal> Proposals => Set<Proposal>();
    public DbSet<Restriction> Restrictions => Set<Restriction>();
    public DbSet<Monitoring> Monitorings => Set<Monitoring>();
    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();
    public DbSet<LedgerDetails> LedgerDetails => Set<LedgerDetails>();
    public DbSet<LedgerHead> LedgerHead => Set<LedgerHead>();
    public DbSet<LedgerTile> LedgerTiles => Set<LedgerTile>();
    public DbSet<LedgerCheckpoint> LedgerCheckpoints => Set<LedgerCheckpoint>();
    public DbSet<VerificationRun> VerificationRuns => Set<VerificationRun>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(PolicySchema);
        modelBuilder.Entity<Case>(entity =>
        {
            entity.ToTable("cases", table => table.HasCheckConstraint("ck_cases_state", "state in ('open', 'closed')"));
            entity.Property(one => one.Reference).HasMaxLength(Case.MaxReferenceLength);
            entity.HasIndex(one => new { one.Kind, one.Reference }).IsUnique();
            // A decision looks a case up by reference alone, to tell a wrong kind from an unknown case.
            entity.HasIndex(one => one.Reference);
        });
        modelBuilder.Entity<CaseChat>(entity =>
        {
            entity.ToTable("case_chats");
            entity.HasKey(link => new { link.CaseId, link.ChatReference });
            entity.HasOne<Case>().WithMany().HasForeignKey(link => link.CaseId);
        });
        modelBuilder.Entity<DecisionRecord>(entity =>
        {
            entity.ToTable(
                "decisions",
                table =>
                {
                    table.HasCheckConstraint("ck_decisions_outcome", "outcome in ('permit', 'deny')");
                    table.HasCheckConstraint(
                        "ck_decisions_permit_until",
                        "(outcome = 'permit') = (permit_until is not null)"
                    );
                }
            );
            // Decisions from before rules were named have none.
            entity.Property(decision => decision.DeterminingRules).HasDefaultValueSql("'{}'");
            entity.HasIndex(decision => decision.LedgerIndex).IsUnique();
            entity
                .HasOne<LedgerEntry>()
                .WithMany()
                .HasForeignKey(decision => decision.LedgerIndex)
                .OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.ConfigureAgreements();
        modelBuilder.ConfigurePeopleInTheLoop();
        modelBuilder.ConfigureVersions();
        modelBuilder.ConfigureRestrictions();
        modelBuilder.ConfigureMonitorings();
        ConfigureLedger(modelBuilder);
        ConfigureTree(modelBuilder);
        modelBuilder.ConfigureLedgerSearch();
        modelBuilder.ConfigureVerifications();
    }

    private static void ConfigureLedger(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LedgerEntry>(entity =>
        {
            entity.ToTable(
                "entries",
                LedgerSchema,
                table =>
                {
                    table.HasCheckConstraint("ck_entries_index", "index >= 0");
                    table.HasCheckConstraint("ck_entries_leaf_hash", "octet_length(leaf_hash) = 32");
                    table.HasCheckConstraint(
                        "ck_entries_entry",
                        $"octet_length(entry) <= {EntryBundle.MaxEntryLength}"
                    );
                }
            );
            entity.HasKey(entry => entry.Index);
            entity.Property(entry => entry.Index).ValueGeneratedNever();
            entity
                .HasIndex(entry => entry.Kind)
                .HasDatabaseName("ix_entries_key_rotated")
                .HasFilter($"kind = '{LedgerKinds.KeyRotated}'");
        });
        modelBuilder.Entity<LedgerDetails>(entity =>
        {
            entity.ToTable("details", LedgerSchema);
            entity.HasKey(details => details.Index);
            entity.Property(details => details.Index).ValueGeneratedNever();
            entity.Property(details => details.Details).HasColumnType("jsonb");
            entity
                .HasOne<LedgerEntry>()
                .WithOne()
                .HasForeignKey<LedgerDetails>(details => details.Index)
                .OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<LedgerHead>(entity =>
        {
            entity.ToTable(
                "head",
                LedgerSchema,
                table =>
                {
                    table.HasCheckConstraint("ck_head_singleton", "singleton");
                    table.HasCheckConstraint("ck_head_size", "size >= 0");
                }
            );
            entity.HasKey(head => head.Singleton);
            entity.Property(head => head.Singleton).ValueGeneratedNever();
            entity.HasData(new LedgerHead { Singleton = true, Size = 0 });
        });
    }

    private static void ConfigureTree(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LedgerTile>(entity =>
        {
            entity.ToTable(
                "tiles",
                LedgerSchema,
                table =>
                {
                    table.HasCheckConstraint("ck_tiles_hashes", "octet_length(hashes) = 8192");
                    table.HasCheckConstraint("ck_tiles_root", "octet_length(root) = 32");
                    table.HasCheckConstraint("ck_tiles_place", "level between 0 and 6 and index >= 0");
                }
            );
            entity.HasKey(tile => new { tile.Level, tile.Index });
        });
        modelBuilder.Entity<LedgerCheckpoint>(entity =>
        {
            entity.ToTable(
                "checkpoints",
                LedgerSchema,
                table =>
                {
                    table.HasCheckConstraint("ck_checkpoints_size", "size >= 0");
                    table.HasCheckConstraint("ck_checkpoints_root", "octet_length(root) = 32");
                }
            );
            entity.HasKey(checkpoint => checkpoint.Size);
            entity.Property(checkpoint => checkpoint.Size).ValueGeneratedNever();
        });
    }
}
