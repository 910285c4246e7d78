using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>What was followed live, so that each start has one stop.</summary>
    public partial class Monitorings : Migration
    {
        /// <summary>It is stopped once; whose it was and when it began stays. The right to update is also the right to lock.</summary>
        private const string Grants = """
            grant select, insert on policy.monitorings to policies_app;
            grant update (stopped_at, seconds, stop_index) on policy.monitorings to policies_app;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "monitorings",
                schema: "policy",
                columns: table => new
                {
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    permit_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seconds = table.Column<int>(type: "integer", nullable: true),
                    stop_index = table.Column<long>(type: "bigint", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_monitorings", x => x.decision_id);
                    table.CheckConstraint("ck_monitorings_seconds", "seconds >= 0");
                    table.CheckConstraint(
                        "ck_monitorings_stopped",
                        "(stopped_at is null) = (seconds is null) and (stopped_at is null) = (stop_index is null)"
                    );
                    table.ForeignKey(
                        name: "fk_monitorings_decisions_decision_id",
                        column: x => x.decision_id,
                        principalSchema: "policy",
                        principalTable: "decisions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_monitorings_open",
                schema: "policy",
                table: "monitorings",
                column: "asked_by",
                filter: "stopped_at is null"
            );

            migrationBuilder.Sql(Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "monitorings", schema: "policy");
        }
    }
}
