using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Reviews;

namespace WebchatAspire.Policy.Service.Data;

/// <summary>The tables of approvals, of cases that have to follow, and of reviews. That nobody is their own second person is a rule of theirs, too.</summary>
internal static class LoopTables
{
    public static void ConfigurePeopleInTheLoop(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DecisionResource>(entity =>
        {
            entity.ToTable("decision_resources");
            entity.HasKey(told => told.DecisionId);
            entity.HasOne<DecisionRecord>().WithOne().HasForeignKey<DecisionResource>(told => told.DecisionId);
        });
        modelBuilder.Entity<Approval>(entity =>
        {
            entity.ToTable(
                "approvals",
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_approvals_state",
                        "state in ('open', 'approved', 'refused', 'withdrawn', 'expired', 'lapsed')"
                    );
                    table.HasCheckConstraint("ck_approvals_four_eyes", "lower(decided_by) <> lower(requested_by)");
                    table.HasCheckConstraint(
                        "ck_approvals_decided",
                        "state not in ('approved', 'refused', 'lapsed') or decided_by is not null"
                    );
                    table.HasCheckConstraint(
                        "ck_approvals_valid_until",
                        "state not in ('approved', 'lapsed') or valid_until is not null"
                    );
                }
            );
            entity.HasOne<DecisionRecord>().WithMany().HasForeignKey(one => one.DecisionId);
            entity
                .HasIndex(one => new
                {
                    one.RequestedBy,
                    one.Action,
                    one.ResourceType,
                    one.ResourceId,
                    one.Purpose,
                    one.CaseId,
                })
                .HasDatabaseName("ix_approvals_one_open")
                .IsUnique()
                .AreNullsDistinct(false)
                .HasFilter("state = 'open'");
            // What decisions, lists and the watch look for.
            entity.HasIndex(one => new { one.RequestedBy, one.RequestedAt });
            entity.HasIndex(one => one.State).HasFilter("state in ('open', 'approved')");
        });
        modelBuilder.Entity<ApprovalNote>(entity =>
        {
            entity.ToTable("approval_notes");
            entity.HasKey(note => note.ApprovalId);
            entity.Property(note => note.Note).HasMaxLength(ApprovalNote.MaxLength);
            entity.HasOne<Approval>().WithOne().HasForeignKey<ApprovalNote>(note => note.ApprovalId);
        });
        modelBuilder.Entity<OwedCase>(entity =>
        {
            entity.ToTable(
                "owed_cases",
                table => table.HasCheckConstraint("ck_owed_cases_state", "state in ('owed', 'overdue', 'settled')")
            );
            entity.HasKey(one => one.DecisionId);
            entity.HasOne<DecisionRecord>().WithOne().HasForeignKey<OwedCase>(one => one.DecisionId);
            entity.HasIndex(one => one.OwedBy).HasFilter("state <> 'settled'");
            entity.HasIndex(one => new { one.Kind, one.ChatReference }).HasFilter("state <> 'settled'");
        });
        modelBuilder.Entity<Review>(entity =>
        {
            entity.ToTable(
                "reviews",
                table =>
                {
                    table.HasCheckConstraint("ck_reviews_state", "state in ('due', 'overdue', 'done')");
                    table.HasCheckConstraint("ck_reviews_four_eyes", "lower(reviewed_by) <> lower(requested_by)");
                    table.HasCheckConstraint(
                        "ck_reviews_done",
                        "(state = 'done') = (reviewed_by is not null and outcome is not null)"
                    );
                }
            );
            entity.HasKey(one => one.DecisionId);
            entity.HasOne<DecisionRecord>().WithOne().HasForeignKey<Review>(one => one.DecisionId);
            entity.HasIndex(one => one.DueAt).HasFilter("state <> 'done'");
        });
    }
}
