using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>One check of the whole log that an auditor asked for. It lies in the database, so every process can tell of it.</summary>
internal sealed class VerificationRun
{
    /// <summary>A run that has not been heard of for so long has ended with its process.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="VerificationStates"/>.</summary>
    public required string State { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
    public long EntriesChecked { get; set; }

    /// <summary>How many entries the checkpoint covers; null until it has been read.</summary>
    public long? Size { get; set; }

    /// <summary>What is wrong, up to a number that a person can read; of an unreadable log what could not be read.</summary>
    public string[] Findings { get; set; } = [];

    public int FindingCount { get; set; }

    public string StateAt(DateTimeOffset now) =>
        State == VerificationStates.Running && SeenAt < now - Patience ? VerificationStates.Interrupted : State;
}

internal static class VerificationStates
{
    public const string Running = "running";

    /// <summary>All is as it should be.</summary>
    public const string Right = "right";

    /// <summary>There are findings.</summary>
    public const string Wrong = "wrong";

    /// <summary>Something could not be read, so nothing can be said of it.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The process ended before the check did.</summary>
    public const string Interrupted = "interrupted";
}

internal static class VerificationTable
{
    /// <summary>What was found can be told once and not be deleted.</summary>
    public const string Grants = """
        grant select, insert on ledger.verifications to policies_app;
        grant update (state, seen_at, ended_at, entries_checked, size, findings, finding_count) on ledger.verifications
            to policies_app;
        """;

    public static void ConfigureVerifications(this ModelBuilder model) =>
        model.Entity<VerificationRun>(entity =>
        {
            entity.ToTable(
                "verifications",
                PolicyContext.LedgerSchema,
                table =>
                {
                    table.HasCheckConstraint(
                        "ck_verifications_state",
                        "state in ('running', 'right', 'wrong', 'unreadable', 'interrupted')"
                    );
                    table.HasCheckConstraint("ck_verifications_ended", "(state = 'running') = (ended_at is null)");
                }
            );
            // One at a time, whatever the number of processes.
            entity
                .HasIndex(run => run.State)
                .IsUnique()
                .HasFilter($"state = '{VerificationStates.Running}'")
                .HasDatabaseName("ix_verifications_running");
            entity.HasIndex(run => run.StartedAt);
        });
}
