using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>Decisions share commits, and name the rules that decided.</summary>
    public partial class SharedCommits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "determining_rules",
                schema: "policy",
                table: "decisions",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'"
            );

            migrationBuilder.Sql(LedgerAppendSql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerAppendSql.Down);

            migrationBuilder.DropColumn(name: "determining_rules", schema: "policy", table: "decisions");
        }
    }
}
