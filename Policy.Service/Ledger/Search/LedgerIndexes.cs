using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Ledger.Search;

/// <summary>What lets an auditor find entries. Nothing here is part of what the ledger proves.</summary>
internal static class LedgerIndexes
{
    public static void ConfigureLedgerSearch(this ModelBuilder model)
    {
        model.Entity<LedgerEntry>(entity =>
        {
            entity.Property(entry => entry.Purpose).HasComputedColumnSql("entry::jsonb ->> 'purpose'", stored: true);
            entity
                .Property(entry => entry.DecisionId)
                .HasComputedColumnSql("entry::jsonb ->> 'decision_id'", stored: true);
            entity.HasIndex(entry => entry.At);
            entity.HasIndex(entry => new { entry.Kind, entry.Index });
            entity.HasIndex(entry => new { entry.Purpose, entry.Index });
            entity.HasIndex(entry => entry.DecisionId);
        });
        // By containment: whatever kind of entry names a case or a chat, in whichever member.
        model.Entity<LedgerDetails>(entity =>
            entity.HasIndex(details => details.Details).HasMethod("gin").HasOperators("jsonb_path_ops")
        );
        model.Entity<DecisionRecord>(entity =>
        {
            entity.HasIndex(decision => decision.ChatReference);
            // Where a resident asks who used their recording.
            entity.HasIndex(decision => decision.ResourceId);
        });
    }
}
