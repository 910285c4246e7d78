namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// How an auditor's search gets at details, which the service's account cannot read as such: never a salt, and which entries
/// are about something or what one entry is about, never a list of all.
/// </summary>
internal static class SearchSql
{
    public const string Functions = """
        create function ledger.entries_about(p_details jsonb[]) returns setof bigint
            language sql stable security definer set search_path = ledger, pg_temp
        as $$
            select index from ledger.details where details @> any (p_details)
        $$;

        create function ledger.details_of(p_index bigint) returns jsonb
            language sql stable security definer set search_path = ledger, pg_temp
        as $$
            select details from ledger.details where index = p_index
        $$;
        """;

    public const string Grants = """
        revoke all on function ledger.entries_about, ledger.details_of from public;
        grant execute on function ledger.entries_about, ledger.details_of to policies_app;
        """;

    public const string Drop = """
        drop function ledger.entries_about(jsonb[]);
        drop function ledger.details_of(bigint);
        """;
}
