using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Recording.Service.Data.Migrations
{
    /// <summary>
    /// Who was a chat's adviser at any time: since a chat can be moved, the present one is not the only participant, and no
    /// participant retrieves it.
    /// </summary>
    public partial class Participants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "adviser_ids",
                schema: "record",
                table: "chats",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]
            );

            // As for `queued_at`: an update would meet row-level security and the trigger on ended chats.
            migrationBuilder.Sql(
                """
                alter table record.chats alter column adviser_ids drop default;
                alter table record.chats alter column adviser_ids type text[]
                    using case when adviser_id is null then '{}' else array[adviser_id] end;
                grant select (adviser_ids), update (adviser_ids) on record.chats to recordings_append;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "adviser_ids", schema: "record", table: "chats");
        }
    }
}
