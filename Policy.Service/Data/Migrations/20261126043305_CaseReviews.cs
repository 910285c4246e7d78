using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>When a case is looked at again, and who linked a chat to it. Earlier chats were linked by the opener.</summary>
    public partial class CaseReviews : Migration
    {
        private const string Fill = """
            update policy.cases set review_on = opened_at::date + 28;
            update policy.case_chats as link set linked_by = opened_by, linked_at = opened_at
                from policy.cases as one where one.id = link.case_id;
            alter table policy.cases alter column review_on set not null;
            alter table policy.case_chats alter column linked_by set not null, alter column linked_at set not null;
            grant update (review_on) on policy.cases to policies_app;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "review_on",
                schema: "policy",
                table: "cases",
                type: "date",
                nullable: true
            );
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "linked_at",
                schema: "policy",
                table: "case_chats",
                type: "timestamp with time zone",
                nullable: true
            );
            migrationBuilder.AddColumn<string>(
                name: "linked_by",
                schema: "policy",
                table: "case_chats",
                type: "text",
                nullable: true
            );
            migrationBuilder.Sql(Fill);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "review_on", schema: "policy", table: "cases");
            migrationBuilder.DropColumn(name: "linked_at", schema: "policy", table: "case_chats");
            migrationBuilder.DropColumn(name: "linked_by", schema: "policy", table: "case_chats");
        }
    }
}
