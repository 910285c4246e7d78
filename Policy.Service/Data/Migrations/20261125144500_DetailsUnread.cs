using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>The service writes whom an entry is about, through the ledger's function, and never reads it back.</summary>
    public partial class DetailsUnread : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("revoke select on ledger.details from policies_app;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("grant select on ledger.details to policies_app;");
    }
}
