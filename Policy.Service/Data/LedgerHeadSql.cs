namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// The head knows the time of the newest entry, so that an append looks at its own entries and at no others, however many
/// there are. Part of the migration <c>LedgerHeadTime</c>; a change is a new migration.
/// </summary>
internal static class LedgerHeadSql
{
    /// <summary>
    /// The head takes its time from the entries that it moves by, which bear one time, and not an earlier one. Sequential scans
    /// are off where it looks for them: a plan that was made while the ledger was small is kept by its connection.
    /// </summary>
    public const string Up = """
        drop trigger entries_refuse_earlier on ledger.entries;
        drop function ledger.refuse_earlier();

        drop trigger head_refuse_jump on ledger.head;
        update ledger.head set latest = (select at from ledger.entries where index = size - 1);
        create or replace function ledger.refuse_jump() returns trigger
            language plpgsql set enable_seqscan = off
        as $$
        declare
            added bigint;
            last bigint;
            earliest timestamptz;
        begin
            select count(*), max(index), min(at), max(at) into added, last, earliest, new.latest
                from ledger.entries where index >= old.size;
            if new.singleton is distinct from old.singleton or added = 0
                or new.size is distinct from old.size + added or new.size is distinct from last + 1
            then
                raise exception 'the ledger is append only' using errcode = 'restrict_violation';
            end if;
            if earliest is distinct from new.latest or earliest < old.latest then
                raise exception 'an entry is of before the entry before it' using errcode = 'restrict_violation';
            end if;
            return new;
        end
        $$;
        create trigger head_refuse_jump before update on ledger.head
            for each row execute function ledger.refuse_jump();

        create or replace function ledger.reserve_index(out next bigint, out latest timestamptz)
            language sql security definer set search_path = ledger, pg_temp
        as $$
            select head.size, head.latest from ledger.head where singleton for update
        $$;
        """;

    /// <summary>Back to what <see cref="LedgerAppendSql"/> and <see cref="LedgerTimeSql"/> made.</summary>
    public const string Down = $"""
        drop trigger head_refuse_jump on ledger.head;
        drop function ledger.refuse_jump();
        {LedgerAppendSql.RefuseJump}
        revoke all on function ledger.refuse_jump() from public;
        {LedgerTimeSql.Up}
        """;
}
