using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Monitorings;

internal static class MonitoringTable
{
    public static void ConfigureMonitorings(this ModelBuilder model) =>
        model.Entity<Monitoring>(entity =>
        {
            entity.ToTable(
                "monitorings",
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_monitorings_stopped",
                        "(stopped_at is null) = (seconds is null) and (stopped_at is null) = (stop_index is null)"
                    );
                    table.HasCheckConstraint("ck_monitorings_seconds", "seconds >= 0");
                }
            );
            entity.HasKey(one => one.DecisionId);
            entity.HasIndex(one => one.AskedBy).HasDatabaseName("ix_monitorings_open").HasFilter("stopped_at is null");
            entity
                .HasOne<DecisionRecord>()
                .WithOne()
                .HasForeignKey<Monitoring>(one => one.DecisionId)
                .OnDelete(DeleteBehavior.Restrict);
        });

    /// <summary>Enters the start under a permit. Of two at the same moment the second waits for the first.</summary>
    /// <returns>False if there was one under this permit before.</returns>
    public static async Task<bool> StartMonitoringAsync(
        this PolicyContext database,
        DecisionRecord permit,
        DateTimeOffset at
    ) =>
        await database.Database.ExecuteSqlAsync(
            $"""
            insert into policy.monitorings (decision_id, chat_id, asked_by, started_at, permit_until)
            values ({permit.Id}, {Guid.Parse(permit.ResourceId)}, {permit.AskedBy}, {at}, {permit.PermitUntil})
            on conflict do nothing
            """
        ) == 1;
}
