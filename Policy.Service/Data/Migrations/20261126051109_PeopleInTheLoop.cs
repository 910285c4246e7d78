using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>The registers of approvals, of cases that have to follow, and of reviews.</summary>
    public partial class PeopleInTheLoop : Migration
    {
        /// <summary>What is asked for and what is owed stays as it was entered; the note for an approver is erased.</summary>
        private const string Grants = """
            grant select, insert on policy.decision_resources, policy.approvals, policy.owed_cases, policy.reviews
                to policies_app;
            grant update (state, decided_by, decided_at, valid_until, refusal_reason) on policy.approvals to policies_app;
            grant select, insert, delete on policy.approval_notes to policies_app;
            grant update (state, case_id, settled_at) on policy.owed_cases to policies_app;
            grant update (state, outcome, reason_code, reviewed_by, reviewed_at) on policy.reviews to policies_app;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "approvals",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    clause = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    refusal_reason = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approvals", x => x.id);
                    table.CheckConstraint(
                        "ck_approvals_decided",
                        "state not in ('approved', 'refused', 'lapsed') or decided_by is not null"
                    );
                    table.CheckConstraint("ck_approvals_four_eyes", "lower(decided_by) <> lower(requested_by)");
                    table.CheckConstraint(
                        "ck_approvals_state",
                        "state in ('open', 'approved', 'refused', 'withdrawn', 'expired', 'lapsed')"
                    );
                    table.CheckConstraint(
                        "ck_approvals_valid_until",
                        "state not in ('approved', 'lapsed') or valid_until is not null"
                    );
                    table.ForeignKey(
                        name: "fk_approvals_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "decision_resources",
                schema: "policy",
                columns: table => new
                {
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: true),
                    service = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    participants = table.Column<string[]>(type: "text[]", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision_resources", x => x.decision_id);
                    table.ForeignKey(
                        name: "fk_decision_resources_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "owed_cases",
                schema: "policy",
                columns: table => new
                {
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owed_by = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    chat_reference = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: true),
                    permitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_owed_cases", x => x.decision_id);
                    table.CheckConstraint("ck_owed_cases_state", "state in ('owed', 'overdue', 'settled')");
                    table.ForeignKey(
                        name: "fk_owed_cases_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "reviews",
                schema: "policy",
                columns: table => new
                {
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    clause = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    service = table.Column<string>(type: "text", nullable: true),
                    permitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reviewed_by = table.Column<string>(type: "text", nullable: true),
                    reviewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviews", x => x.decision_id);
                    table.CheckConstraint(
                        "ck_reviews_done",
                        "(state = 'done') = (reviewed_by is not null and outcome is not null)"
                    );
                    table.CheckConstraint("ck_reviews_four_eyes", "lower(reviewed_by) <> lower(requested_by)");
                    table.CheckConstraint("ck_reviews_state", "state in ('due', 'overdue', 'done')");
                    table.ForeignKey(
                        name: "fk_reviews_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "approval_notes",
                schema: "policy",
                columns: table => new
                {
                    approval_id = table.Column<Guid>(type: "uuid", nullable: false),
                    note = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approval_notes", x => x.approval_id);
                    table.ForeignKey(
                        name: "fk_approval_notes_approvals_approval_id",
                        column: x => x.approval_id,
                        principalSchema: "policy",
                        principalTable: "approvals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_approvals_decision_id",
                schema: "policy",
                table: "approvals",
                column: "decision_id"
            );

            migrationBuilder
                .CreateIndex(
                    name: "ix_approvals_one_open",
                    schema: "policy",
                    table: "approvals",
                    columns: new[] { "requested_by", "action", "resource_type", "resource_id", "purpose", "case_id" },
                    unique: true,
                    filter: "state = 'open'"
                )
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_approvals_requested_by_requested_at",
                schema: "policy",
                table: "approvals",
                columns: new[] { "requested_by", "requested_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_approvals_state",
                schema: "policy",
                table: "approvals",
                column: "state",
                filter: "state in ('open', 'approved')"
            );

            migrationBuilder.CreateIndex(
                name: "ix_owed_cases_kind_chat_reference",
                schema: "policy",
                table: "owed_cases",
                columns: new[] { "kind", "chat_reference" },
                filter: "state <> 'settled'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_owed_cases_owed_by",
                schema: "policy",
                table: "owed_cases",
                column: "owed_by",
                filter: "state <> 'settled'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_reviews_due_at",
                schema: "policy",
                table: "reviews",
                column: "due_at",
                filter: "state <> 'done'"
            );

            migrationBuilder.Sql(Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "approval_notes", schema: "policy");

            migrationBuilder.DropTable(name: "decision_resources", schema: "policy");

            migrationBuilder.DropTable(name: "owed_cases", schema: "policy");

            migrationBuilder.DropTable(name: "reviews", schema: "policy");

            migrationBuilder.DropTable(name: "approvals", schema: "policy");
        }
    }
}
