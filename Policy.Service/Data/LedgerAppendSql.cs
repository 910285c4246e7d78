namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// Many entries in one call, in place of one: those who share a commit lock the head once. Part of the migration
/// <c>SharedCommits</c>; a change is a new migration.
/// </summary>
internal static class LedgerAppendSql
{
    /// <summary>Whoever moves the head moves it by the entries that are there.</summary>
    public const string RefuseJump = """
        create function ledger.refuse_jump() returns trigger language plpgsql as $$
        declare
            added bigint;
            last bigint;
        begin
            select count(*), max(index) into added, last from ledger.entries where index >= old.size;
            if new.singleton is distinct from old.singleton or added = 0
                or new.size is distinct from old.size + added or new.size is distinct from last + 1
            then
                raise exception 'the ledger is append only' using errcode = 'restrict_violation';
            end if;
            return new;
        end
        $$;

        create trigger head_refuse_jump before update on ledger.head
            for each row execute function ledger.refuse_jump();
        """;

    /// <summary>
    /// As little believed as before: the first index is the head, and every entry says the same as its columns and follows
    /// the one before it. The head now moves by the entries that are there and by nothing else, whoever moves it.
    /// </summary>
    public const string Up = $"""
        create function ledger.append_entries(
            p_first bigint, p_at timestamptz, p_kinds text[], p_entries text[], p_trace_ids text[], p_salts bytea[],
            p_details jsonb[]
        ) returns void
            language plpgsql security definer set search_path = ledger, pg_temp
        as $$
        declare
            many integer := cardinality(p_entries);
        begin
            if many is null or many = 0
                or (cardinality(p_kinds), cardinality(p_trace_ids), cardinality(p_salts), cardinality(p_details))
                    is distinct from (many, many, many, many)
            then
                raise exception 'the entries have no columns' using errcode = 'invalid_parameter_value';
            end if;
            perform from ledger.head where singleton and size = p_first for update;
            if not found then
                raise exception 'index % is not the ledger''s head', p_first using errcode = 'invalid_parameter_value';
            end if;
            if exists (
                select
                from unnest(p_kinds, p_entries, p_trace_ids) with ordinality as given (kind, entry, trace_id, nth),
                    lateral (select given.entry::jsonb as entry) as said
                where (said.entry ->> 'index')::bigint is distinct from p_first + given.nth - 1
                    or said.entry ->> 'kind' is distinct from given.kind
                    or (said.entry ->> 'at')::timestamptz is distinct from p_at
                    or said.entry ->> 'trace_id' is distinct from given.trace_id
            ) then
                raise exception 'an entry does not say what its columns say' using errcode = 'invalid_parameter_value';
            end if;
            insert into ledger.entries (index, kind, at, entry, leaf_hash, trace_id)
                select p_first + nth - 1, kind, p_at, entry, sha256('\x00'::bytea || convert_to(entry, 'UTF8')), trace_id
                from unnest(p_kinds, p_entries, p_trace_ids) with ordinality as given (kind, entry, trace_id, nth)
                order by nth;
            insert into ledger.details (index, salt, details)
                select p_first + nth - 1, salt, details
                from unnest(p_salts, p_details) with ordinality as given (salt, details, nth)
                order by nth;
            update ledger.head set size = size + many where singleton;
        end
        $$;

        drop trigger head_refuse_jump on ledger.head;
        {RefuseJump}

        drop function ledger.append_entry(bigint, text, timestamptz, text, text, bytea, jsonb);
        revoke all on function ledger.append_entries(bigint, timestamptz, text[], text[], text[], bytea[], jsonb[]) from public;
        revoke all on function ledger.refuse_jump() from public;
        grant execute on function ledger.append_entries(bigint, timestamptz, text[], text[], text[], bytea[], jsonb[])
            to policies_app;
        """;

    /// <summary>Back to what <see cref="LedgerSql"/> made.</summary>
    public const string Down = $"""
        drop trigger head_refuse_jump on ledger.head;
        create trigger head_refuse_jump before update on ledger.head
            for each row when (new.size is distinct from old.size + 1 or new.singleton is distinct from old.singleton)
            execute function ledger.refuse_change();
        drop function ledger.append_entries(bigint, timestamptz, text[], text[], text[], bytea[], jsonb[]);
        drop function ledger.refuse_jump();
        drop function ledger.reserve_index();
        {LedgerSql.Functions}
        revoke all on function ledger.reserve_index() from public;
        revoke all on function ledger.append_entry(bigint, text, timestamptz, text, text, bytea, jsonb) from public;
        grant execute on function ledger.reserve_index() to policies_app;
        grant execute on function ledger.append_entry(bigint, text, timestamptz, text, text, bytea, jsonb) to policies_app;
        """;
}
