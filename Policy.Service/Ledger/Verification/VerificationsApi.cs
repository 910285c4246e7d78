using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>"Verify now", for auditors. Who trusts nobody here runs the command <c>verify</c> somewhere else.</summary>
internal static class VerificationsApi
{
    private const string Path = "/api/ledger/verifications";
    private const int MaxListed = 10;

    public static void MapVerificationsApi(this IEndpointRouteBuilder app)
    {
        var verifications = app.MapGroup(Path).RequireAuthorization(policy => policy.RequireRole(StaffRoles.Auditor));
        verifications.MapGet("", ListAsync).WithName("ListVerifications");
        verifications.MapGet("{id:guid}", GetAsync).WithName("GetVerification");
        verifications.MapPost("", StartAsync).WithName("StartVerification");
    }

    /// <summary>The newest 10 verifications, newest first.</summary>
    private static async Task<Ok<VerificationList>> ListAsync(
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var runs = await database
            .VerificationRuns.AsNoTracking()
            .OrderByDescending(run => run.StartedAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new VerificationList([.. runs.Select(run => VerificationView.Of(run, now))]));
    }

    /// <summary>How far a verification is, or what it found.</summary>
    private static async Task<Results<Ok<VerificationView>, ProblemHttpResult>> GetAsync(
        Guid id,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await database.VerificationRuns.AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, cancellationToken)
            is { } found
            ? TypedResults.Ok(VerificationView.Of(found, clock.GetUtcNow()))
            : Problem.NotFound("verification-not-found", "There is no such verification.");

    /// <summary>
    /// Begins to check the whole log as it is served: signature, every entry, every tile and the root. One runs at a time:
    /// while one does, the answer is that one.
    /// </summary>
    private static async Task<Accepted<VerificationView>> StartAsync(
        PolicyContext database,
        VerificationRunner runner,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await GiveUpLostAsync(database, now, cancellationToken);
        // Asked first, so that a second click does not fail as a statement in every log.
        if (await RunningAsync(database, cancellationToken) is { } running)
        {
            return Accepted(running, now);
        }
        var run = new VerificationRun
        {
            Id = Guid.CreateVersion7(now),
            State = VerificationStates.Running,
            StartedAt = now,
            SeenAt = now,
        };
        database.VerificationRuns.Add(run);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody else was quicker; theirs may even have ended since.
            database.Entry(run).State = EntityState.Detached;
            return Accepted(await NewestAsync(database, cancellationToken), now);
        }
        runner.Start(run.Id);
        return Accepted(run, now);
    }

    private static Task<int> GiveUpLostAsync(
        PolicyContext database,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var lost = now - VerificationRun.Patience;
        return database
            .VerificationRuns.Where(run => run.State == VerificationStates.Running && run.SeenAt < lost)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(run => run.State, VerificationStates.Interrupted)
                        .SetProperty(run => run.EndedAt, now),
                cancellationToken
            );
    }

    private static Task<VerificationRun?> RunningAsync(PolicyContext database, CancellationToken cancellationToken) =>
        database
            .VerificationRuns.AsNoTracking()
            .SingleOrDefaultAsync(run => run.State == VerificationStates.Running, cancellationToken);

    private static Task<VerificationRun> NewestAsync(PolicyContext database, CancellationToken cancellationToken) =>
        database.VerificationRuns.AsNoTracking().OrderByDescending(run => run.StartedAt).FirstAsync(cancellationToken);

    private static Accepted<VerificationView> Accepted(VerificationRun run, DateTimeOffset now) =>
        TypedResults.Accepted($"{Path}/{run.Id}", VerificationView.Of(run, now));
}

internal sealed record VerificationList(IReadOnlyList<VerificationView> Verifications);

/// <param name="State"><c>running</c>, <c>right</c>, <c>wrong</c>, <c>unreadable</c> or <c>interrupted</c>.</param>
/// <param name="Size">How many entries there are to check; null until the checkpoint has been read.</param>
/// <param name="Findings">The first 25 things that are wrong.</param>
/// <param name="FindingCount">How many things are wrong.</param>
internal sealed record VerificationView(
    Guid Id,
    string State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    long EntriesChecked,
    long? Size,
    IReadOnlyList<string> Findings,
    int FindingCount
)
{
    public static VerificationView Of(VerificationRun run, DateTimeOffset now) =>
        new(
            run.Id,
            run.StateAt(now),
            run.StartedAt,
            run.EndedAt,
            run.EntriesChecked,
            run.Size,
            run.Findings,
            run.FindingCount
        );
}
