using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "policy");

            migrationBuilder.EnsureSchema(name: "ledger");

            migrationBuilder.CreateTable(
                name: "cases",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    opened_by = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cases", x => x.id);
                    table.CheckConstraint("ck_cases_state", "state in ('open', 'closed')");
                }
            );

            migrationBuilder.CreateTable(
                name: "entries",
                schema: "ledger",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    entry = table.Column<string>(type: "text", nullable: false),
                    leaf_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entries", x => x.index);
                    table.CheckConstraint("ck_entries_index", "index >= 0");
                    table.CheckConstraint("ck_entries_leaf_hash", "octet_length(leaf_hash) = 32");
                }
            );

            migrationBuilder.CreateTable(
                name: "head",
                schema: "ledger",
                columns: table => new
                {
                    singleton = table.Column<bool>(type: "boolean", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_head", x => x.singleton);
                    table.CheckConstraint("ck_head_singleton", "singleton");
                    table.CheckConstraint("ck_head_size", "size >= 0");
                }
            );

            migrationBuilder.CreateTable(
                name: "case_chats",
                schema: "policy",
                columns: table => new
                {
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chat_reference = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_chats", x => new { x.case_id, x.chat_reference });
                    table.ForeignKey(
                        name: "fk_case_chats_cases_case_id",
                        column: x => x.case_id,
                        principalSchema: "policy",
                        principalTable: "cases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "decisions",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ledger_index = table.Column<long>(type: "bigint", nullable: false),
                    subject_type = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: true),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    clause = table.Column<string>(type: "text", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<string>(type: "text", nullable: false),
                    obligations = table.Column<string[]>(type: "text[]", nullable: false),
                    permit_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decisions", x => x.id);
                    table.CheckConstraint("ck_decisions_outcome", "outcome in ('permit', 'deny')");
                    table.CheckConstraint(
                        "ck_decisions_permit_until",
                        "(outcome = 'permit') = (permit_until is not null)"
                    );
                    table.ForeignKey(
                        name: "fk_decisions_entries_ledger_index",
                        column: x => x.ledger_index,
                        principalSchema: "ledger",
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "details",
                schema: "ledger",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_details", x => x.index);
                    table.ForeignKey(
                        name: "fk_details_entries_index",
                        column: x => x.index,
                        principalSchema: "ledger",
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.InsertData(
                schema: "ledger",
                table: "head",
                columns: new[] { "singleton", "size" },
                values: new object[] { true, 0L }
            );

            migrationBuilder.CreateIndex(
                name: "ix_cases_kind_reference",
                schema: "policy",
                table: "cases",
                columns: new[] { "kind", "reference" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_cases_reference",
                schema: "policy",
                table: "cases",
                column: "reference"
            );

            migrationBuilder.CreateIndex(
                name: "ix_decisions_ledger_index",
                schema: "policy",
                table: "decisions",
                column: "ledger_index",
                unique: true
            );

            migrationBuilder.Sql(LedgerSql.Functions);
            migrationBuilder.Sql(LedgerSql.Triggers);
            migrationBuilder.Sql(LedgerSql.Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerSql.Drop);

            migrationBuilder.DropTable(name: "case_chats", schema: "policy");

            migrationBuilder.DropTable(name: "decisions", schema: "policy");

            migrationBuilder.DropTable(name: "details", schema: "ledger");

            migrationBuilder.DropTable(name: "head", schema: "ledger");

            migrationBuilder.DropTable(name: "cases", schema: "policy");

            migrationBuilder.DropTable(name: "entries", schema: "ledger");
        }
    }
}
