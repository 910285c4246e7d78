namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// What makes the ledger append only: functions that alone can write it, triggers that refuse every change even to the
/// owner, and grants that give the service nothing else. Part of the first migration; a change is a new migration.
/// </summary>
internal static class LedgerSql
{
    /// <summary>
    /// Both run with the owner's rights and a fixed search path. <c>reserve_index</c> locks the head until the caller's
    /// transaction ends, so appends queue and a rollback leaves no gap. <c>append_entry</c> believes nothing that it can
    /// check: the index is the head, and the entry says the same as its columns.
    /// </summary>
    public const string Functions = """
        create function ledger.reserve_index() returns bigint
            language sql security definer set search_path = ledger, pg_temp
        as $$
            select size from ledger.head where singleton for update
        $$;

        create function ledger.append_entry(
            p_index bigint, p_kind text, p_at timestamptz, p_entry text, p_trace_id text, p_salt bytea, p_details jsonb
        ) returns void
            language plpgsql security definer set search_path = ledger, pg_temp
        as $$
        declare
            said jsonb := p_entry::jsonb;
        begin
            perform from ledger.head where singleton and size = p_index for update;
            if not found then
                raise exception 'index % is not the ledger''s head', p_index using errcode = 'invalid_parameter_value';
            end if;
            if (said ->> 'index')::bigint is distinct from p_index
                or said ->> 'kind' is distinct from p_kind
                or (said ->> 'at')::timestamptz is distinct from p_at
                or said ->> 'trace_id' is distinct from p_trace_id
            then
                raise exception 'the entry does not say what its columns say' using errcode = 'invalid_parameter_value';
            end if;
            insert into ledger.entries (index, kind, at, entry, leaf_hash, trace_id)
                values (p_index, p_kind, p_at, p_entry, sha256('\x00'::bytea || convert_to(p_entry, 'UTF8')), p_trace_id);
            insert into ledger.details (index, salt, details) values (p_index, p_salt, p_details);
            update ledger.head set size = size + 1 where singleton;
        end
        $$;
        """;

    public const string Triggers = """
        create function ledger.refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'the ledger is append only' using errcode = 'restrict_violation';
        end
        $$;

        create trigger entries_refuse_change before update or delete on ledger.entries
            for each row execute function ledger.refuse_change();
        create trigger entries_refuse_truncate before truncate on ledger.entries
            for each statement execute function ledger.refuse_change();

        create trigger head_refuse_delete before delete on ledger.head
            for each row execute function ledger.refuse_change();
        create trigger head_refuse_truncate before truncate on ledger.head
            for each statement execute function ledger.refuse_change();
        create trigger head_refuse_jump before update on ledger.head
            for each row when (new.size is distinct from old.size + 1 or new.singleton is distinct from old.singleton)
            execute function ledger.refuse_change();
        """;

    /// <summary>
    /// The service's account: a case can be closed and nothing else about it changed; a decision cannot be changed at all.
    /// The right to update a column is also what lets a decision lock the case that it relies on.
    /// </summary>
    public const string Grants = """
        revoke all on all functions in schema ledger from public;
        grant usage on schema policy, ledger to policies_app;
        grant select on ledger.entries, ledger.details, ledger.head to policies_app;
        grant execute on function ledger.reserve_index() to policies_app;
        grant execute on function ledger.append_entry(bigint, text, timestamptz, text, text, bytea, jsonb) to policies_app;
        grant select, insert on policy.decisions, policy.cases, policy.case_chats to policies_app;
        grant update (state, closed_by, closed_at) on policy.cases to policies_app;
        """;

    public const string Drop = """
        drop function ledger.append_entry(bigint, text, timestamptz, text, text, bytea, jsonb);
        drop function ledger.reserve_index();
        drop function ledger.refuse_change() cascade;
        """;
}
