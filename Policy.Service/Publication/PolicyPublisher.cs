using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Policy.Service.Publication;

/// <summary>Makes a policy an immutable version, together with the ledger entry that testifies it (P19).</summary>
internal sealed class PolicyPublisher(PolicyContext database, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Stands for the person where a deployment's files were published at a start.</summary>
    public const string Deployment = "policy";

    private const long PublicationLock = 0x706F6C696379; // "policy"

    /// <summary>
    /// Until the current transaction ends nobody else publishes. To be taken before the published versions are looked at, as
    /// a new one is checked against them.
    /// </summary>
    public Task LockAsync(CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({PublicationLock})", cancellationToken);

    /// <summary>Inside the current transaction, with the lock held and the policy checked.</summary>
    /// <param name="text">What <paramref name="policy"/> was read from, normalised.</param>
    /// <param name="proposal">Where it was proposed: by whom, and as which proposal.</param>
    public async Task<PolicyVersion> PublishAsync(
        PolicyDocument policy,
        string text,
        string publishedBy,
        (Guid Id, string ProposedBy)? proposal,
        CancellationToken cancellationToken
    )
    {
        using var activity = PolicyTelemetry.Source.StartActivity("webchat.policy.publish");
        activity?.SetTag(TelemetryNames.PolicyVersion, policy.Version);
        var hash = PolicyText.Hash(text);
        var draft = new LedgerDraft(
            LedgerKinds.PolicyPublished,
            new JsonObject
            {
                ["policy_version"] = policy.Version,
                ["in_force_from"] = policy.InForceFrom.ToString("O", CultureInfo.InvariantCulture),
                ["sha256"] = Convert.ToHexStringLower(hash),
            },
            new JsonObject
            {
                ["published_by"] = publishedBy,
                ["proposed_by"] = proposal?.ProposedBy,
                ["proposal_id"] = proposal?.Id.ToString(),
            }
        );
        var index = await ledger.AppendAsync(draft, cancellationToken);
        activity?.SetTag(TelemetryNames.LedgerIndex, index);
        var version = new PolicyVersion
        {
            Version = policy.Version,
            InForceFrom = policy.InForceFrom,
            Text = text,
            Sha256 = hash,
            PublishedBy = publishedBy,
            PublishedAt = clock.GetUtcNow(),
            LedgerIndex = index,
        };
        database.PolicyVersions.Add(version);
        await database.SaveChangesAsync(cancellationToken);
        return version;
    }
}
