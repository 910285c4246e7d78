using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Recording.Service.Data.Migrations
{
    /// <summary>
    /// What a live chat has since it can wait, be moved, warned about, flagged and rated: columns, the one way in which a
    /// stored message changes (<c>docs/decisions/0005-masking-a-stored-message.md</c>), and for each account what its
    /// statements need and no more.
    /// </summary>
    public partial class LiveChat : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "code",
                schema: "record",
                table: "events",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "masked_at",
                schema: "record",
                table: "events",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "target",
                schema: "record",
                table: "events",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "account_reference_cipher",
                schema: "record",
                table: "chats",
                type: "bytea",
                nullable: true
            );

            migrationBuilder.AddColumn<bool>(
                name: "at_head",
                schema: "record",
                table: "chats",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "contact_cipher",
                schema: "record",
                table: "chats",
                type: "bytea",
                nullable: true
            );

            migrationBuilder.AddColumn<bool>(
                name: "flagged",
                schema: "record",
                table: "chats",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<string>(
                name: "language",
                schema: "record",
                table: "chats",
                type: "text",
                nullable: false,
                defaultValue: "en"
            );

            migrationBuilder.AddColumn<short>(
                name: "mode",
                schema: "record",
                table: "chats",
                type: "smallint",
                nullable: false,
                defaultValue: (short)1
            );

            migrationBuilder.AddColumn<string>(
                name: "outcome",
                schema: "record",
                table: "chats",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "queued_at",
                schema: "record",
                table: "chats",
                type: "timestamp with time zone",
                nullable: true
            );

            // An update would meet row-level security, which shows the owner no chat, and the trigger that keeps ended ones
            // as they are; rewriting the table meets neither.
            migrationBuilder.Sql(
                """
                alter table record.chats
                    alter column queued_at type timestamptz using started_at,
                    alter column mode drop default,
                    alter column language drop default,
                    alter column flagged drop default,
                    alter column at_head drop default;
                alter table record.chats alter column queued_at set not null;
                """
            );

            migrationBuilder.CreateTable(
                name: "ratings",
                schema: "record",
                columns: table => new
                {
                    chat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    score = table.Column<short>(type: "smallint", nullable: false),
                    comment_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_id = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ratings", x => x.chat_id);
                    table.ForeignKey(
                        name: "fk_ratings_chats_chat_id",
                        column: x => x.chat_id,
                        principalSchema: "record",
                        principalTable: "chats",
                        principalColumn: "chat_id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_chats_flagged",
                schema: "record",
                table: "chats",
                columns: new[] { "started_at", "chat_id" },
                descending: new bool[0],
                filter: "flagged"
            );

            migrationBuilder.Sql(
                """
                alter table record.ratings
                    add constraint ck_ratings_score check (score between 1 and 5),
                    enable row level security, force row level security;
                grant insert on record.ratings to recordings_append;
                grant select on record.ratings to recordings_read;
                create policy append_ratings on record.ratings for insert to recordings_append with check (true);
                create policy read_ratings on record.ratings for select to recordings_read using (true);

                grant select (service, flagged) on record.chats to recordings_append;
                grant update (service, at_head, outcome, flagged) on record.chats to recordings_append;
                grant select (code, target) on record.events to recordings_append;

                -- The owner sees a row only while its own function runs: whoever sets the setting elsewhere sees nothing, as
                -- no other account has these policies.
                create policy mask_chats on record.chats for select to current_user
                    using (current_setting('webchat.masking', true) = 'on');
                create policy mask_sees on record.events for select to current_user
                    using (kind = 2 and current_setting('webchat.masking', true) = 'on');
                create policy mask_messages on record.events for update to current_user
                    using (kind = 2 and current_setting('webchat.masking', true) = 'on');

                -- Gives a message of a live chat another sealed text of the same length, and returns its number. The digest
                -- stays the first text's, so that a resend of it is still known.
                create function record.mask_message(chat uuid, message uuid, masked bytea) returns bigint
                    language plpgsql security definer set search_path = pg_catalog, pg_temp
                as $$
                declare
                    number bigint;
                begin
                    perform set_config('webchat.masking', 'on', true);
                    update record.events e set body = masked, masked_at = clock_timestamp()
                    where e.chat_id = chat and e.event_id = message and e.kind = 2
                        and octet_length(e.body) = octet_length(masked)
                        and e.at > clock_timestamp() - interval '15 minutes'
                        and exists (select from record.chats c where c.chat_id = chat and c.ended_at is null)
                    returning e.seq into number;
                    perform set_config('webchat.masking', '', true);
                    return number;
                end
                $$;
                revoke all on function record.mask_message(uuid, uuid, bytea) from public;
                grant execute on function record.mask_message(uuid, uuid, bytea) to recordings_append;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop function record.mask_message(uuid, uuid, bytea);
                drop policy mask_messages on record.events;
                drop policy mask_sees on record.events;
                drop policy mask_chats on record.chats;
                revoke select (service) on record.chats from recordings_append;
                revoke update (service) on record.chats from recordings_append;
                """
            );

            migrationBuilder.DropTable(name: "ratings", schema: "record");

            migrationBuilder.DropIndex(name: "ix_chats_flagged", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "code", schema: "record", table: "events");

            migrationBuilder.DropColumn(name: "masked_at", schema: "record", table: "events");

            migrationBuilder.DropColumn(name: "target", schema: "record", table: "events");

            migrationBuilder.DropColumn(name: "account_reference_cipher", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "at_head", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "contact_cipher", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "flagged", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "language", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "mode", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "outcome", schema: "record", table: "chats");

            migrationBuilder.DropColumn(name: "queued_at", schema: "record", table: "chats");
        }
    }
}
