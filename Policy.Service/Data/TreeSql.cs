namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// What keeps the tree over the ledger append only, as <see cref="LedgerSql"/> keeps the ledger: the service adds tiles and
/// checkpoints through functions that check them, and nobody changes one.
/// </summary>
internal static class TreeSql
{
    /// <summary>The advisory lock under which a checkpoint is made: one process at a time, whatever their number.</summary>
    public const long CheckpointLock = 0x6c6564676572;

    /// <summary>On this channel it is said that entries were committed.</summary>
    public const string AppendedChannel = "ledger_appended";

    public static readonly string Functions = $"""
        create function ledger.append_tiles(p_levels integer[], p_indexes bigint[], p_hashes bytea[], p_roots bytea[])
            returns void
            language plpgsql security definer set search_path = ledger, pg_temp
        as $$
        begin
            if exists (
                select from unnest(p_levels, p_indexes) as tile (level, index)
                where (tile.index + 1) * power(256::numeric, tile.level + 1) > (select size from ledger.head where singleton)
            ) then
                raise exception 'a tile reaches beyond the ledger''s head' using errcode = 'invalid_parameter_value';
            end if;
            insert into ledger.tiles (level, index, hashes, root)
                select * from unnest(p_levels, p_indexes, p_hashes, p_roots);
        end
        $$;

        create function ledger.append_checkpoint(
            p_size bigint, p_root bytea, p_note text, p_vkey text, p_signed_at timestamptz
        ) returns void
            language plpgsql security definer set search_path = ledger, pg_temp
        as $$
        begin
            perform pg_advisory_xact_lock({CheckpointLock});
            if p_size > (select size from ledger.head where singleton)
                or exists (select from ledger.checkpoints where size >= p_size)
            then
                raise exception 'a checkpoint over % entries is out of turn', p_size
                    using errcode = 'invalid_parameter_value';
            end if;
            insert into ledger.checkpoints (size, root, note, vkey, signed_at)
                values (p_size, p_root, p_note, p_vkey, p_signed_at);
        end
        $$;

        create function ledger.tell_appended() returns trigger language plpgsql as $$
        begin
            perform pg_notify('{AppendedChannel}', '');
            return null;
        end
        $$;
        """;

    public const string Triggers = """
        create trigger entries_tell_appended after insert on ledger.entries
            for each statement execute function ledger.tell_appended();

        create trigger tiles_refuse_change before update or delete on ledger.tiles
            for each row execute function ledger.refuse_change();
        create trigger tiles_refuse_truncate before truncate on ledger.tiles
            for each statement execute function ledger.refuse_change();
        create trigger checkpoints_refuse_change before update or delete on ledger.checkpoints
            for each row execute function ledger.refuse_change();
        create trigger checkpoints_refuse_truncate before truncate on ledger.checkpoints
            for each statement execute function ledger.refuse_change();
        """;

    /// <summary>Hashes do not compress, so PostgreSQL need not try.</summary>
    public const string Storage = "alter table ledger.tiles alter column hashes set storage external;";

    public const string Grants = """
        revoke all on function ledger.append_tiles, ledger.append_checkpoint, ledger.tell_appended from public;
        grant select on ledger.tiles, ledger.checkpoints to policies_app;
        grant execute on function ledger.append_tiles, ledger.append_checkpoint to policies_app;
        """;

    public const string Drop = """
        drop trigger entries_tell_appended on ledger.entries;
        drop function ledger.tell_appended();
        drop function ledger.append_checkpoint(bigint, bytea, text, text, timestamptz);
        drop function ledger.append_tiles(integer[], bigint[], bytea[], bytea[]);
        """;
}
