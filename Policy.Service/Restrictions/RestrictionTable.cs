using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Restrictions;

internal static class RestrictionTable
{
    public static void ConfigureRestrictions(this ModelBuilder model) =>
        model.Entity<Restriction>(entity =>
        {
            entity.ToTable(
                "restrictions",
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_restrictions_state",
                        "state in ('requested', 'confirmed', 'refused', 'lifted', 'ended')"
                    );
                    table.HasCheckConstraint("ck_restrictions_four_eyes", "lower(answered_by) <> lower(requested_by)");
                    table.HasCheckConstraint(
                        "ck_restrictions_answered",
                        "state in ('requested', 'ended') or (answered_by is not null and answered_at is not null)"
                    );
                    table.HasCheckConstraint(
                        "ck_restrictions_closed",
                        "(state in ('lifted', 'ended')) = (closed_at is not null)"
                    );
                    table.HasCheckConstraint("ck_restrictions_ends_at", "ends_at > requested_at");
                }
            );
            entity.Property(one => one.Authority).HasMaxLength(Case.MaxReferenceLength);
            entity.Ignore(one => one.IsOpen);
            entity.HasIndex(one => one.DecisionId);
            // A decision waits for one answer at a time, also when a form was sent twice.
            entity
                .HasIndex(one => one.DecisionId, "Requested")
                .HasDatabaseName("ix_restrictions_requested")
                .IsUnique()
                .HasFilter("state = 'requested'");
            entity.HasIndex(one => one.RequestedBy);
            entity
                .HasIndex(one => one.EndsAt)
                .HasDatabaseName("ix_restrictions_open_ends_at")
                .HasFilter("state in ('requested', 'confirmed')");
            entity
                .HasOne<DecisionRecord>()
                .WithMany()
                .HasForeignKey(one => one.DecisionId)
                .OnDelete(DeleteBehavior.Restrict);
        });
}
