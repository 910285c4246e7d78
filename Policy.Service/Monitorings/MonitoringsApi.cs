using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Monitorings;

/// <summary>Start and stop of following a live chat, for the enforcement point that was permitted it.</summary>
internal static class MonitoringsApi
{
    public static void MapMonitoringsApi(this IEndpointRouteBuilder app)
    {
        var monitorings = app.MapGroup("/api/ledger/monitorings")
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .AddEndpointFilter<LedgerUnavailableFilter>();
        monitorings.MapPost("", StartAsync).WithName("StartMonitoring");
        monitorings.MapGet("", OpenAsync).WithName("ListOpenMonitorings");
        monitorings.MapPost("stop", StopAsync).WithName("StopMonitoring");
    }

    /// <summary>
    /// Puts the start into the ledger before anything is followed. Refused exactly as a reading is, and 409
    /// <c>monitoring-started</c> when a chat was followed under this permit before: whoever wants to follow again asks again.
    /// </summary>
    private static Task<Results<Ok<ReadEntryResponse>, ProblemHttpResult>> StartAsync(
        ReadEntryRequest request,
        HttpContext http,
        SharedCommits commits,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    ) => ReadsApi.EnterAsync(LedgerKinds.MonitoringStart, request, http, commits, tokens, cancellationToken);

    /// <summary>
    /// Puts the stop and the length into the ledger. Again makes no difference: the answer is the first one's. 404
    /// <c>no-such-monitoring</c> when this enforcement point has started none under the decision.
    /// </summary>
    private static async Task<Results<Ok<MonitoringStopResponse>, ProblemHttpResult>> StopAsync(
        MonitoringStopRequest request,
        HttpContext http,
        PolicyContext database,
        LedgerWriter ledger,
        RegisterTransaction transaction,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!MonitoringEnds.All.Contains(request.EndedBy))
        {
            return Problem.Invalid(
                "end-unknown",
                $"What ended it is one of: {string.Join(", ", MonitoringEnds.All)}.",
                "ended_by"
            );
        }
        var asker = http.User.SubjectId();
        return await transaction.RunAsync<Results<Ok<MonitoringStopResponse>, ProblemHttpResult>>(
            async () =>
            {
                var found = await database
                    .Monitorings.FromSql(
                        $"select * from policy.monitorings where decision_id = {request.DecisionId} for update"
                    )
                    .SingleOrDefaultAsync(one => one.AskedBy == asker, cancellationToken);
                if (found is null)
                {
                    return Problem.NotFound("no-such-monitoring", "Nothing was started under this decision.");
                }
                if (found.StopIndex is { } known)
                {
                    return TypedResults.Ok(new MonitoringStopResponse(known, found.Seconds!.Value, Repeated: true));
                }
                var decision = await database
                    .Decisions.AsNoTracking()
                    .SingleAsync(one => one.Id == found.DecisionId, cancellationToken);
                found.Stop(clock.GetUtcNow());
                var index = await ledger.AppendAsync(found.ToStopDraft(decision, request.EndedBy), cancellationToken);
                found.StopIndex = index;
                await database.SaveChangesAsync(cancellationToken);
                return TypedResults.Ok(new MonitoringStopResponse(index, found.Seconds!.Value, Repeated: false));
            },
            cancellationToken
        );
    }

    /// <summary>
    /// What this enforcement point has started and not stopped: whoever has lost what it knew of them finds them here, and
    /// what is permitted no longer: it falls with its case, its approval or its restriction as a reading does.
    /// </summary>
    private static async Task<Ok<OpenMonitorings>> OpenAsync(
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var asker = http.User.SubjectId();
        var open = await database
            .Monitorings.AsNoTracking()
            .Where(one => one.AskedBy == asker && one.StoppedAt == null)
            .OrderBy(one => one.StartedAt)
            .ToListAsync(cancellationToken);
        var ids = open.Select(one => one.DecisionId).ToList();
        var permits = await database
            .Decisions.AsNoTracking()
            .Where(decision => ids.Contains(decision.Id))
            .ToDictionaryAsync(decision => decision.Id, cancellationToken);
        var grounds = new PermitGrounds(database, permits.Values);
        await grounds.LockCasesAsync();
        await grounds.LockOthersAsync();
        return TypedResults.Ok(
            new OpenMonitorings([
                .. open.Select(one => new OpenMonitoring(
                    one.DecisionId,
                    one.ChatId,
                    one.StartedAt,
                    one.PermitUntil > now
                        && grounds.Hold(permits[one.DecisionId], now)
                        && !grounds.AwaitsRestriction(permits[one.DecisionId], now)
                )),
            ])
        );
    }
}
