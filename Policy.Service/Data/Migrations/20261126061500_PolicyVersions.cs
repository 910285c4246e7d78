using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <inheritdoc />
    public partial class PolicyVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "proposals",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    in_force_from = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    proposed_by = table.Column<string>(type: "text", nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_proposals", x => x.id);
                    table.CheckConstraint(
                        "ck_proposals_decided",
                        "(state = 'open') = (decided_by is null) and (state = 'open') = (decided_at is null)"
                    );
                    table.CheckConstraint(
                        "ck_proposals_four_eyes",
                        "state not in ('refused', 'published') or lower(decided_by) <> lower(proposed_by)"
                    );
                    table.CheckConstraint("ck_proposals_reason", "(state = 'refused') = (reason is not null)");
                    table.CheckConstraint(
                        "ck_proposals_state",
                        "state in ('open', 'withdrawn', 'refused', 'published')"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "versions",
                schema: "policy",
                columns: table => new
                {
                    version = table.Column<string>(type: "text", nullable: false),
                    in_force_from = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    published_by = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ledger_index = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_versions", x => x.version);
                    table.CheckConstraint("ck_versions_sha256", "sha256 = pg_catalog.sha256(convert_to(text, 'UTF8'))");
                    table.ForeignKey(
                        name: "fk_versions_entries_ledger_index",
                        column: x => x.ledger_index,
                        principalSchema: "ledger",
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_versions_in_force_from",
                schema: "policy",
                table: "versions",
                column: "in_force_from",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_versions_ledger_index",
                schema: "policy",
                table: "versions",
                column: "ledger_index",
                unique: true
            );

            migrationBuilder.Sql(VersionsSql.Triggers);
            migrationBuilder.Sql(VersionsSql.Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(VersionsSql.Drop);

            migrationBuilder.DropTable(name: "proposals", schema: "policy");

            migrationBuilder.DropTable(name: "versions", schema: "policy");
        }
    }
}
