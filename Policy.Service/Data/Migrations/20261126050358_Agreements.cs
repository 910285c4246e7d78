using System;
using Microsoft.EntityFrameworkCore.Migrations;
using WebchatAspire.Policy.Service.Agreements;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <inheritdoc />
    public partial class Agreements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agreements",
                schema: "policy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    copy_id = table.Column<Guid>(type: "uuid", nullable: false),
                    copy_sha256 = table.Column<string>(type: "text", nullable: false),
                    chat_reference = table.Column<string>(type: "text", nullable: false),
                    adviser_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agreements", x => x.id);
                    table.CheckConstraint("ck_agreements_answered", "(state = 'asked') = (answered_at is null)");
                    table.CheckConstraint("ck_agreements_asked_by", "lower(asked_by) <> lower(adviser_id)");
                    table.CheckConstraint("ck_agreements_copy_sha256", "copy_sha256 ~ '^[0-9a-f]{64}$'");
                    table.CheckConstraint("ck_agreements_state", "state in ('asked', 'given', 'refused', 'withdrawn')");
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_agreements_adviser_id",
                schema: "policy",
                table: "agreements",
                column: "adviser_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_agreements_asked_by",
                schema: "policy",
                table: "agreements",
                column: "asked_by"
            );

            migrationBuilder.CreateIndex(
                name: "ix_agreements_copy_id_adviser_id_copy_sha256",
                schema: "policy",
                table: "agreements",
                columns: new[] { "copy_id", "adviser_id", "copy_sha256" },
                unique: true
            );

            migrationBuilder.Sql(AgreementTable.Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "agreements", schema: "policy");
        }
    }
}
