using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Recording.Service.Data.Migrations
{
    /// <summary>
    /// An ended chat stays as it is: whoever could clear its end would open its live window again, past every permit. And
    /// the appending account selects only the columns that its statements use.
    /// </summary>
    public partial class EndedChats : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                create function record.refuse_change() returns trigger language plpgsql as $$
                begin
                    raise exception 'an ended chat does not change' using errcode = 'restrict_violation';
                end
                $$;
                revoke all on function record.refuse_change() from public;
                create trigger chats_refuse_change_after_end before update on record.chats
                    for each row when (old.ended_at is not null) execute function record.refuse_change();

                revoke select (reference, service, secret_hash, assigned_at, ended_by, notice_version, policy_version)
                    on record.chats from recordings_append;
                revoke select (body_version, trace_id) on record.events from recordings_append;
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                grant select (reference, service, secret_hash, assigned_at, ended_by, notice_version, policy_version)
                    on record.chats to recordings_append;
                grant select (body_version, trace_id) on record.events to recordings_append;
                drop trigger chats_refuse_change_after_end on record.chats;
                drop function record.refuse_change();
                """
            );
    }
}
