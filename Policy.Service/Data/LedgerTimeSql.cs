namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// Time does not run backwards in the ledger, whatever a clock does. Part of the migration <c>LedgerTime</c>; a change is a
/// new migration.
/// </summary>
internal static class LedgerTimeSql
{
    /// <summary>The head tells the time of the entry before it as well, and an earlier one is refused.</summary>
    public const string Up = """
        drop function ledger.reserve_index();
        create function ledger.reserve_index(out next bigint, out latest timestamptz)
            language plpgsql security definer set search_path = ledger, pg_temp
        as $$
        begin
            select size into next from ledger.head where singleton for update;
            select at into latest from ledger.entries where index = next - 1;
        end
        $$;
        revoke all on function ledger.reserve_index() from public;
        grant execute on function ledger.reserve_index() to policies_app;

        create function ledger.refuse_earlier() returns trigger language plpgsql as $$
        begin
            if exists (
                select
                from added
                join ledger.entries before on before.index = added.index - 1
                where added.at < before.at
            ) then
                raise exception 'an entry is of before the entry before it' using errcode = 'restrict_violation';
            end if;
            return null;
        end
        $$;
        revoke all on function ledger.refuse_earlier() from public;

        create trigger entries_refuse_earlier after insert on ledger.entries
            referencing new table as added for each statement execute function ledger.refuse_earlier();
        """;

    /// <summary>Back to what <see cref="LedgerSql"/> made.</summary>
    public const string Down = """
        drop trigger entries_refuse_earlier on ledger.entries;
        drop function ledger.refuse_earlier();
        drop function ledger.reserve_index();
        create function ledger.reserve_index() returns bigint
            language sql security definer set search_path = ledger, pg_temp
        as $$
            select size from ledger.head where singleton for update
        $$;
        revoke all on function ledger.reserve_index() from public;
        grant execute on function ledger.reserve_index() to policies_app;
        """;
}
