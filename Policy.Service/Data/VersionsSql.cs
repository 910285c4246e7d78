namespace WebchatAspire.Policy.Service.Data;

/// <summary>
/// What makes published versions immutable: triggers that refuse every change even to the owner, and grants that let the
/// service add and read, and decide a proposal once. Part of a migration; a change is a new migration.
/// </summary>
internal static class VersionsSql
{
    public const string Triggers = """
        create function policy.refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'this cannot be changed any more' using errcode = 'restrict_violation';
        end
        $$;

        create trigger versions_refuse_change before update or delete on policy.versions
            for each row execute function policy.refuse_change();
        create trigger versions_refuse_truncate before truncate on policy.versions
            for each statement execute function policy.refuse_change();

        create trigger proposals_refuse_delete before delete on policy.proposals
            for each row execute function policy.refuse_change();
        create trigger proposals_refuse_truncate before truncate on policy.proposals
            for each statement execute function policy.refuse_change();
        create trigger proposals_refuse_change before update on policy.proposals
            for each row when (
                old.state <> 'open'
                or (new.id, new.text, new.version, new.in_force_from, new.proposed_by, new.proposed_at)
                    is distinct from (old.id, old.text, old.version, old.in_force_from, old.proposed_by, old.proposed_at)
            )
            execute function policy.refuse_change();
        """;

    public const string Grants = """
        grant select, insert on policy.versions, policy.proposals to policies_app;
        grant update (state, decided_by, decided_at, reason) on policy.proposals to policies_app;
        """;

    public const string Drop = "drop function policy.refuse_change() cascade;";
}
