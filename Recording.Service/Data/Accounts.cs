namespace WebchatAspire.Recording.Service.Data;

/// <summary>
/// What each database account may do with the record, applied by the first migration and narrowed by later ones. Whoever takes over one of the
/// service's accounts gets less than the service can do:
/// <list type="bullet">
/// <item><c>recordings_append</c> writes and never reads a text back.</item>
/// <item><c>recordings_read</c> reads, but an event only under a permit that somebody else wrote and that has not ended,
/// or in the live window of a chat that has not ended.</item>
/// <item>Nobody changes or deletes an event; row security is forced, so that the owner too sees none.</item>
/// </list>
/// </summary>
internal static class Accounts
{
    /// <summary>As of the first migration, and never edited after it: a later change is a later migration's own SQL.</summary>
    public const string Apply = """
        revoke all on schema record from public;
        grant usage on schema record to recordings_append, recordings_read;

        -- The columns that an append changes are in no index: with room on the page the update stays there (HOT).
        alter table record.chats set (fillfactor = 80);

        grant insert on record.chats, record.events, record.permits, record.retrievals to recordings_append;
        grant select (chat_id, reference, service, adviser_id, secret_hash, started_at, assigned_at, ended_at, ended_by,
            notice_version, policy_version, last_seq, last_at, message_count, data_key, key_id)
            on record.chats to recordings_append;
        grant update (adviser_id, adviser_name_cipher, assigned_at, ended_at, ended_by, last_seq, last_at, message_count)
            on record.chats to recordings_append;
        grant select (chat_id, seq, event_id, kind, party, party_id, body_version, digest, at, trace_id)
            on record.events to recordings_append;

        grant select on record.chats, record.events, record.permits, record.retrievals to recordings_read;

        alter table record.chats enable row level security, force row level security;
        alter table record.events enable row level security, force row level security;
        alter table record.permits enable row level security, force row level security;
        alter table record.retrievals enable row level security, force row level security;

        create policy append_chats on record.chats to recordings_append using (true) with check (true);
        create policy append_events on record.events for insert to recordings_append with check (true);
        create policy append_sees_numbers on record.events for select to recordings_append using (true);
        create policy append_permits on record.permits for insert to recordings_append with check (true);
        create policy append_retrievals on record.retrievals for insert to recordings_append with check (true);

        -- The one chat that the transaction's permit opens, and null without one.
        create function record.permitted_chat() returns uuid language sql stable as $$
            select p.chat_id from record.permits p
            where p.permit_id = nullif(current_setting('webchat.permit', true), '')::uuid
              and p.expires_at > statement_timestamp()
        $$;

        -- The one chat whose live window the transaction asks for, and null once it has ended.
        create function record.live_chat() returns uuid language sql stable as $$
            select c.chat_id from record.chats c
            where c.chat_id = nullif(current_setting('webchat.live_chat', true), '')::uuid
              and c.ended_at is null
        $$;

        revoke all on function record.permitted_chat(), record.live_chat() from public;
        grant execute on function record.permitted_chat(), record.live_chat() to recordings_read;

        -- The sub-selects make PostgreSQL ask once for a statement instead of once for a row.
        create policy read_chats on record.chats for select to recordings_read using (true);
        create policy read_permitted on record.events for select to recordings_read
            using (chat_id = (select record.permitted_chat()));
        create policy read_live on record.events for select to recordings_read
            using (chat_id = (select record.live_chat()));
        create policy read_named_permit on record.permits for select to recordings_read
            using (permit_id = nullif(current_setting('webchat.permit', true), '')::uuid);
        create policy read_own_retrievals on record.retrievals for select to recordings_read
            using (subject_id = nullif(current_setting('webchat.subject', true), ''));
        """;

    public const string Undo = """
        drop function record.permitted_chat() cascade;
        drop function record.live_chat() cascade;
        """;
}
