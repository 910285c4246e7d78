using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>Decisions are found by what they are about, and say by virtue of which role they permit.</summary>
    public partial class AccessLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "subject_role",
                schema: "policy",
                table: "decisions",
                type: "text",
                nullable: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_decisions_resource_id",
                schema: "policy",
                table: "decisions",
                column: "resource_id"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_decisions_resource_id", schema: "policy", table: "decisions");

            migrationBuilder.DropColumn(name: "subject_role", schema: "policy", table: "decisions");
        }
    }
}
