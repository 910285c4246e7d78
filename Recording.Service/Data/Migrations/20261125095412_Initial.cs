using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Recording.Service.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "record");

            migrationBuilder.CreateTable(
                name: "chats",
                schema: "record",
                columns: table => new
                {
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: false),
                    page = table.Column<string>(type: "text", nullable: true),
                    resident_name_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    adviser_id = table.Column<string>(type: "text", nullable: true),
                    adviser_name_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<short>(type: "smallint", nullable: true),
                    notice_version = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<string>(type: "text", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    last_seq = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    message_count = table.Column<int>(type: "integer", nullable: false),
                    data_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chats", x => x.chat_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "events",
                schema: "record",
                columns: table => new
                {
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    party = table.Column<short>(type: "smallint", nullable: false),
                    party_id = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: true),
                    body_version = table.Column<short>(type: "smallint", nullable: true),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => new { x.chat_id, x.seq });
                    table.ForeignKey(
                        name: "fk_events_chats_chat_id",
                        column: x => x.chat_id,
                        principalSchema: "record",
                        principalTable: "chats",
                        principalColumn: "chat_id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "permits",
                schema: "record",
                columns: table => new
                {
                    permit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ledger_index = table.Column<long>(type: "bigint", nullable: false),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_permits", x => x.permit_id);
                    table.ForeignKey(
                        name: "fk_permits_chats_chat_id",
                        column: x => x.chat_id,
                        principalSchema: "record",
                        principalTable: "chats",
                        principalColumn: "chat_id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "retrievals",
                schema: "record",
                columns: table => new
                {
                    retrieval_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    permit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    case_reference = table.Column<string>(type: "text", nullable: true),
                    justification_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    clause = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<string>(type: "text", nullable: false),
                    ledger_index = table.Column<long>(type: "bigint", nullable: false),
                    obligations = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    permit_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retrievals", x => x.retrieval_id);
                    table.ForeignKey(
                        name: "fk_retrievals_chats_chat_id",
                        column: x => x.chat_id,
                        principalSchema: "record",
                        principalTable: "chats",
                        principalColumn: "chat_id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "fk_retrievals_permits_permit_id",
                        column: x => x.permit_id,
                        principalSchema: "record",
                        principalTable: "permits",
                        principalColumn: "permit_id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_chats_reference",
                schema: "record",
                table: "chats",
                column: "reference",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_chats_service_started_at_chat_id",
                schema: "record",
                table: "chats",
                columns: new[] { "service", "started_at", "chat_id" },
                descending: new[] { false, true, true }
            );

            migrationBuilder.CreateIndex(
                name: "ix_chats_started_at",
                schema: "record",
                table: "chats",
                column: "started_at",
                filter: "ended_at is null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_chats_started_at_chat_id",
                schema: "record",
                table: "chats",
                columns: new[] { "started_at", "chat_id" },
                descending: new bool[0]
            );

            migrationBuilder.CreateIndex(
                name: "ix_events_chat_id_event_id",
                schema: "record",
                table: "events",
                columns: new[] { "chat_id", "event_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_permits_chat_id",
                schema: "record",
                table: "permits",
                column: "chat_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_permits_decision_id",
                schema: "record",
                table: "permits",
                column: "decision_id",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_retrievals_chat_id_created_at",
                schema: "record",
                table: "retrievals",
                columns: new[] { "chat_id", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_retrievals_permit_id",
                schema: "record",
                table: "retrievals",
                column: "permit_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_retrievals_subject_id_created_at",
                schema: "record",
                table: "retrievals",
                columns: new[] { "subject_id", "created_at" }
            );

            migrationBuilder.Sql(Accounts.Apply);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Accounts.Undo);

            migrationBuilder.DropTable(name: "events", schema: "record");

            migrationBuilder.DropTable(name: "retrievals", schema: "record");

            migrationBuilder.DropTable(name: "permits", schema: "record");

            migrationBuilder.DropTable(name: "chats", schema: "record");
        }
    }
}
