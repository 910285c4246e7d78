using System;
using Microsoft.EntityFrameworkCore.Migrations;
using WebchatAspire.Policy.Service.Ledger.Verification;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>What auditors find entries by, and the verifications that they ask for.</summary>
    public partial class LedgerSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "chat_reference",
                schema: "policy",
                table: "decisions",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "decision_id",
                schema: "ledger",
                table: "entries",
                type: "text",
                nullable: true,
                computedColumnSql: "entry::jsonb ->> 'decision_id'",
                stored: true
            );

            migrationBuilder.AddColumn<string>(
                name: "purpose",
                schema: "ledger",
                table: "entries",
                type: "text",
                nullable: true,
                computedColumnSql: "entry::jsonb ->> 'purpose'",
                stored: true
            );

            migrationBuilder.CreateTable(
                name: "verifications",
                schema: "ledger",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    entries_checked = table.Column<long>(type: "bigint", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: true),
                    findings = table.Column<string[]>(type: "text[]", nullable: false),
                    finding_count = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verifications", x => x.id);
                    table.CheckConstraint("ck_verifications_ended", "(state = 'running') = (ended_at is null)");
                    table.CheckConstraint(
                        "ck_verifications_state",
                        "state in ('running', 'right', 'wrong', 'unreadable', 'interrupted')"
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "ix_entries_at", schema: "ledger", table: "entries", column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_entries_decision_id",
                schema: "ledger",
                table: "entries",
                column: "decision_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_entries_kind_index",
                schema: "ledger",
                table: "entries",
                columns: new[] { "kind", "index" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_entries_purpose_index",
                schema: "ledger",
                table: "entries",
                columns: new[] { "purpose", "index" }
            );

            migrationBuilder
                .CreateIndex(name: "ix_details_details", schema: "ledger", table: "details", column: "details")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_decisions_chat_reference",
                schema: "policy",
                table: "decisions",
                column: "chat_reference"
            );

            migrationBuilder.CreateIndex(
                name: "ix_verifications_running",
                schema: "ledger",
                table: "verifications",
                column: "state",
                unique: true,
                filter: "state = 'running'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_verifications_started_at",
                schema: "ledger",
                table: "verifications",
                column: "started_at"
            );

            migrationBuilder.Sql(SearchSql.Functions);
            migrationBuilder.Sql(SearchSql.Grants);
            migrationBuilder.Sql(VerificationTable.Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SearchSql.Drop);

            migrationBuilder.DropTable(name: "verifications", schema: "ledger");

            migrationBuilder.DropIndex(name: "ix_entries_at", schema: "ledger", table: "entries");

            migrationBuilder.DropIndex(name: "ix_entries_decision_id", schema: "ledger", table: "entries");

            migrationBuilder.DropIndex(name: "ix_entries_kind_index", schema: "ledger", table: "entries");

            migrationBuilder.DropIndex(name: "ix_entries_purpose_index", schema: "ledger", table: "entries");

            migrationBuilder.DropIndex(name: "ix_details_details", schema: "ledger", table: "details");

            migrationBuilder.DropIndex(name: "ix_decisions_chat_reference", schema: "policy", table: "decisions");

            migrationBuilder.DropColumn(name: "decision_id", schema: "ledger", table: "entries");

            migrationBuilder.DropColumn(name: "purpose", schema: "ledger", table: "entries");

            migrationBuilder.DropColumn(name: "chat_reference", schema: "policy", table: "decisions");
        }
    }
}
