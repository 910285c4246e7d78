using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Recording.Service.Data.Migrations
{
    /// <summary>What opens a chat's access log, and nothing else, for who has its copy.</summary>
    public partial class AccessCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_codes",
                schema: "record",
                columns: table => new
                {
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_codes", x => x.chat_id);
                    table.CheckConstraint("ck_access_codes_code_hash", "octet_length(code_hash) = 32");
                    table.ForeignKey(
                        name: "fk_access_codes_chats_chat_id",
                        column: x => x.chat_id,
                        principalSchema: "record",
                        principalTable: "chats",
                        principalColumn: "chat_id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.Sql(
                """
                alter table record.access_codes enable row level security, force row level security;
                grant insert on record.access_codes to recordings_append;
                grant select on record.access_codes to recordings_read;
                create policy append_access_codes on record.access_codes for insert to recordings_append with check (true);
                create policy read_access_codes on record.access_codes for select to recordings_read using (true);
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "access_codes", schema: "record");
        }
    }
}
