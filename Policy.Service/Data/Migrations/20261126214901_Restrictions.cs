using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>The register of what residents are not told yet.</summary>
    public partial class Restrictions : Migration
    {
        /// <summary>
        /// A restriction is answered and closed; its ground, authority and date stay as they were confirmed. The right to
        /// update a column is also what lets a reading lock the restriction that it relies on.
        /// </summary>
        private const string Grants = """
            grant select, insert on policy.restrictions to policies_app;
            grant update (state, answered_by, answered_at, closed_by, closed_at) on policy.restrictions to policies_app;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "restrictions",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ground = table.Column<string>(type: "text", nullable: false),
                    authority = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    answered_by = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restrictions", x => x.id);
                    table.CheckConstraint(
                        "ck_restrictions_answered",
                        "state in ('requested', 'ended') or (answered_by is not null and answered_at is not null)"
                    );
                    table.CheckConstraint(
                        "ck_restrictions_closed",
                        "(state in ('lifted', 'ended')) = (closed_at is not null)"
                    );
                    table.CheckConstraint("ck_restrictions_ends_at", "ends_at > requested_at");
                    table.CheckConstraint("ck_restrictions_four_eyes", "lower(answered_by) <> lower(requested_by)");
                    table.CheckConstraint(
                        "ck_restrictions_state",
                        "state in ('requested', 'confirmed', 'refused', 'lifted', 'ended')"
                    );
                    table.ForeignKey(
                        name: "fk_restrictions_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_decision_id",
                schema: "policy",
                table: "restrictions",
                column: "decision_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_open_ends_at",
                schema: "policy",
                table: "restrictions",
                column: "ends_at",
                filter: "state in ('requested', 'confirmed')"
            );

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_requested",
                schema: "policy",
                table: "restrictions",
                column: "decision_id",
                unique: true,
                filter: "state = 'requested'"
            );

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_requested_by",
                schema: "policy",
                table: "restrictions",
                column: "requested_by"
            );

            migrationBuilder.Sql(Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "restrictions", schema: "policy");
        }
    }
}
