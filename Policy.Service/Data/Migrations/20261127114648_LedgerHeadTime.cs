using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>The head of the ledger knows the time of the newest entry.</summary>
    public partial class LedgerHeadTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "latest",
                schema: "ledger",
                table: "head",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.Sql(LedgerHeadSql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LedgerHeadSql.Down);

            migrationBuilder.DropColumn(name: "latest", schema: "ledger", table: "head");
        }
    }
}
