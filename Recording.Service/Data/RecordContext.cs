using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>
/// The record's tables. Migrations run as their owner; the running service reads here with the account
/// <c>recordings_read</c> and writes by plain SQL with <c>recordings_append</c>. Who may do what is in
/// <see cref="Accounts"/>.
/// </summary>
internal sealed class RecordContext(DbContextOptions<RecordContext> options) : DbContext(options)
{
    public const string Schema = "record";

    public DbSet<ChatRow> Chats => Set<ChatRow>();
    public DbSet<EventRow> Events => Set<EventRow>();
    public DbSet<PermitRow> Permits => Set<PermitRow>();
    public DbSet<RetrievalRow> Retrievals => Set<RetrievalRow>();
    public DbSet<RatingRow> Ratings => Set<RatingRow>();
    public DbSet<AccessCodeRow> AccessCodes => Set<AccessCodeRow>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseNpgsql(npgsql => npgsql.MigrationsHistoryTable("__ef_migrations_history", Schema));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<ChatRow>(chat =>
        {
            chat.ToTable("chats");
            chat.HasKey(row => row.ChatId);
            chat.Property(row => row.ChatId).ValueGeneratedNever();
            chat.Property(row => row.EndedBy).HasColumnType("smallint");
            chat.Property(row => row.Mode).HasColumnType("smallint");
            chat.Ignore(row => row.State);
            chat.HasIndex(row => row.Reference).IsUnique();
            // Lists go from the newest to the oldest, page by page after a key (started_at, chat_id).
            chat.HasIndex(row => new { row.StartedAt, row.ChatId }).IsDescending();
            chat.HasIndex(row => new
                {
                    row.Service,
                    row.StartedAt,
                    row.ChatId,
                })
                .IsDescending(false, true, true);
            // Few chats are flagged; those who review conduct list them alone.
            chat.HasIndex(row => new { row.StartedAt, row.ChatId }, "ix_chats_flagged")
                .IsDescending()
                .HasDatabaseName("ix_chats_flagged")
                .HasFilter("flagged");
            chat.HasIndex(row => row.StartedAt, "ix_chats_live").HasFilter("ended_at is null");
        });
        modelBuilder.Entity<EventRow>(row =>
        {
            row.ToTable("events");
            row.HasKey(e => new { e.ChatId, e.Seq });
            row.Property(e => e.Kind).HasColumnType("smallint");
            row.Property(e => e.Party).HasColumnType("smallint");
            row.HasIndex(e => new { e.ChatId, e.EventId }).IsUnique();
            row.HasOne<ChatRow>().WithMany().HasForeignKey(e => e.ChatId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<PermitRow>(permit =>
        {
            permit.ToTable("permits");
            permit.HasKey(row => row.PermitId);
            permit.Property(row => row.PermitId).ValueGeneratedNever();
            permit.HasIndex(row => row.DecisionId).IsUnique();
            permit.HasOne<ChatRow>().WithMany().HasForeignKey(row => row.ChatId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<RatingRow>(rating =>
        {
            rating.ToTable("ratings");
            rating.HasKey(row => row.ChatId);
            rating.Property(row => row.ChatId).ValueGeneratedNever();
            rating
                .HasOne<ChatRow>()
                .WithOne()
                .HasForeignKey<RatingRow>(row => row.ChatId)
                .OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<AccessCodeRow>(code =>
        {
            code.ToTable(
                "access_codes",
                table => table.HasCheckConstraint("ck_access_codes_code_hash", "octet_length(code_hash) = 32")
            );
            code.HasKey(row => row.ChatId);
            code.Property(row => row.ChatId).ValueGeneratedNever();
            code.HasOne<ChatRow>()
                .WithOne()
                .HasForeignKey<AccessCodeRow>(row => row.ChatId)
                .OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<RetrievalRow>(retrieval =>
        {
            retrieval.ToTable("retrievals");
            retrieval.HasKey(row => row.RetrievalId);
            retrieval.Property(row => row.RetrievalId).ValueGeneratedNever();
            retrieval.Property(row => row.Obligations).HasColumnType("jsonb");
            retrieval.HasIndex(row => new { row.ChatId, row.CreatedAt });
            retrieval.HasIndex(row => new { row.SubjectId, row.CreatedAt });
            retrieval.HasOne<ChatRow>().WithMany().HasForeignKey(row => row.ChatId).OnDelete(DeleteBehavior.Restrict);
            retrieval
                .HasOne<PermitRow>()
                .WithMany()
                .HasForeignKey(row => row.PermitId)
                .OnDelete(DeleteBehavior.Restrict);
        });
    }
}

/// <summary>Lets <c>dotnet ef</c> compare models without a database.</summary>
internal sealed class RecordContextFactory : IDesignTimeDbContextFactory<RecordContext>
{
    public RecordContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<RecordContext>()
                .UseNpgsql("Host=localhost;Database=none")
                .UseSnakeCaseNamingConvention()
                .Options
        );
}
