using Microsoft.EntityFrameworkCore;

namespace WebchatAspire.Policy.Service.Agreements;

internal static class AgreementTable
{
    /// <summary>
    /// What the service's account may: answers change, and what was asked, of whom and by whom does not. The right to update
    /// a column is also what lets a decision lock the agreement that it relies on.
    /// </summary>
    public const string Grants = """
        grant select, insert on policy.agreements to policies_app;
        grant update (state, answered_at) on policy.agreements to policies_app;
        """;

    public static void ConfigureAgreements(this ModelBuilder model) =>
        model.Entity<Agreement>(entity =>
        {
            entity.ToTable(
                "agreements",
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_agreements_state",
                        "state in ('asked', 'given', 'refused', 'withdrawn')"
                    );
                    table.HasCheckConstraint("ck_agreements_answered", "(state = 'asked') = (answered_at is null)");
                    table.HasCheckConstraint("ck_agreements_copy_sha256", "copy_sha256 ~ '^[0-9a-f]{64}$'");
                    table.HasCheckConstraint("ck_agreements_asked_by", "lower(asked_by) <> lower(adviser_id)");
                }
            );
            entity.Property(one => one.AdviserId).HasMaxLength(Agreement.MaxAdviserIdLength);
            // An adviser is asked once about each copy, and a decision finds their answer by it.
            entity
                .HasIndex(one => new
                {
                    one.CopyId,
                    one.AdviserId,
                    one.CopySha256,
                })
                .IsUnique();
            entity.HasIndex(one => one.AdviserId);
            entity.HasIndex(one => one.AskedBy);
        });
}
