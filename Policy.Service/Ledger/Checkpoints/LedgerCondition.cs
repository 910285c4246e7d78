using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>
/// How the log fares, for the health probe: unhealthy when what is stored is not what was signed, degraded while copies
/// for the second party fail.
/// </summary>
internal sealed class LedgerCondition : IHealthCheck
{
    private volatile string? _refusal;
    private volatile string? _auditFinding;
    private volatile string? _conflict;
    private volatile bool _copiesFail;

    /// <summary>Why no checkpoint may be signed, whatever the newest entries are.</summary>
    public string? Fault => _auditFinding ?? _conflict;

    /// <returns>Whether this is news.</returns>
    public bool Refused(string? reason) => Interlocked.Exchange(ref _refusal, reason) != reason;

    public bool Audited(string? finding) => Interlocked.Exchange(ref _auditFinding, finding) != finding;

    /// <summary>The second party has a checkpoint that the log does not stand by.</summary>
    public bool Conflicts(string? conflict) => Interlocked.Exchange(ref _conflict, conflict) != conflict;

    public bool CopiesFail(bool fail)
    {
        var news = _copiesFail != fail;
        _copiesFail = fail;
        return news;
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            (Fault ?? _refusal) is { } reason ? HealthCheckResult.Unhealthy(reason)
            : _copiesFail ? HealthCheckResult.Degraded("Checkpoints cannot be copied to the second party.")
            : HealthCheckResult.Healthy()
        );
}
