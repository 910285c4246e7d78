using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <summary>What changes the register. Each change and its ledger entry are one transaction.</summary>
internal static class RestrictionChanges
{
    /// <summary>
    /// Asks to restrict the notice of one's own permitted retrieval. 400 with the field that is wrong; 404
    /// <c>no-such-permit</c> when the decision is not the caller's permit with the obligation <c>restricted-notice</c>; 409
    /// <c>permit-ended</c> when neither that permit nor a restriction is in force any more, <c>access-seen</c> when the
    /// resident sees a reading under it already, and <c>restriction-requested</c> when one waits for its answer.
    /// </summary>
    public static async Task<Results<Created<RestrictionItem>, ProblemHttpResult>> RequestAsync(
        NewRestriction request,
        HttpContext http,
        [AsParameters] RestrictionWork work,
        CancellationToken cancellationToken
    )
    {
        var now = work.Clock.GetUtcNow();
        var policy = work.Policy;
        if (RestrictionValidation.Check(request, policy, now, out var endsOn) is { } problem)
        {
            return problem;
        }
        var me = http.User.SubjectId();
        var requested = new Restriction
        {
            Id = Guid.CreateVersion7(now),
            DecisionId = request.DecisionId!.Value,
            Ground = request.Ground!,
            Authority = request.Authority!,
            EndsOn = endsOn,
            EndsAt = policy.StartOf(endsOn),
            RequestedBy = me,
            RequestedAt = now,
        };
        try
        {
            return await work.Transaction.RunAsync<Results<Created<RestrictionItem>, ProblemHttpResult>>(
                () => RequestAsync(requested, work, now, cancellationToken),
                cancellationToken
            );
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same form was sent twice at a time.
            return Requested();
        }
    }

    private static async Task<Results<Created<RestrictionItem>, ProblemHttpResult>> RequestAsync(
        Restriction requested,
        RestrictionWork work,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var me = requested.RequestedBy;
        if (await work.FindPermitAsync(requested.DecisionId, me, cancellationToken) is not { } decision)
        {
            return Problem.Of(
                StatusCodes.Status404NotFound,
                "no-such-permit",
                "You hold no permit of this id whose notice can be restricted.",
                "decisionId"
            );
        }
        var others = work.Database.Restrictions.Where(one => one.DecisionId == decision.Id);
        if (await others.AnyAsync(one => one.State == RestrictionStates.Requested, cancellationToken))
        {
            return Requested();
        }
        // What the resident has come to see is not taken away from them again.
        if (await work.IsSeenAsync(decision.Id, cancellationToken))
        {
            return Seen();
        }
        if (decision.PermitUntil <= now && !await others.InForceAt(now).AnyAsync(cancellationToken))
        {
            return Problem.Conflict(
                "permit-ended",
                "The permit has ended, and no restriction is in force that could be carried on."
            );
        }
        work.Database.Restrictions.Add(requested);
        await work.SaveAsync(requested, me, cancellationToken);
        var caseReference = await work
            .Database.Cases.Where(one => one.Id == decision.CaseId)
            .Select(one => one.Reference)
            .FirstOrDefaultAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/restrictions?decisionId={decision.Id}",
            RestrictionItem.Of(requested, decision, caseReference, me, now)
        );
    }

    /// <summary>
    /// Puts a restriction into force, as the second person. 403 <c>own-request</c>; 409 <c>restriction-out-of-turn</c> when
    /// it was answered already or its date has come, and <c>access-seen</c> when the resident sees a reading meanwhile.
    /// </summary>
    public static Task<Results<NoContent, ProblemHttpResult>> ConfirmAsync(
        Guid id,
        HttpContext http,
        [AsParameters] RestrictionWork work,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            http.User.SubjectId(),
            async (one, me, now) => one.Confirm(me, await work.IsSeenAsync(one.DecisionId, cancellationToken), now),
            work,
            cancellationToken
        );

    /// <summary>Says no, as the second person. Otherwise as with confirming.</summary>
    public static Task<Results<NoContent, ProblemHttpResult>> RefuseAsync(
        Guid id,
        HttpContext http,
        [AsParameters] RestrictionWork work,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            http.User.SubjectId(),
            (one, me, now) => Task.FromResult(one.Refuse(me, now)),
            work,
            cancellationToken
        );

    /// <summary>
    /// Ends a restriction before its date: the resident sees the access at once, and nothing more is read under its
    /// decision. 409 <c>restriction-out-of-turn</c> when it is not in force.
    /// </summary>
    public static Task<Results<NoContent, ProblemHttpResult>> LiftAsync(
        Guid id,
        HttpContext http,
        [AsParameters] RestrictionWork work,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            http.User.SubjectId(),
            (one, me, now) => Task.FromResult(one.Lift(me, now)),
            work,
            cancellationToken
        );

    private static Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id,
        string me,
        Func<Restriction, string, DateTimeOffset, Task<RestrictionResult>> change,
        RestrictionWork work,
        CancellationToken cancellationToken
    ) =>
        work.Transaction.RunAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                if (await work.LockAsync(id, cancellationToken) is not { } found)
                {
                    return Problem.NotFound("restriction-not-found", "There is no such restriction.");
                }
                // The time is taken under the lock: whoever waited for it is as late as they are.
                var now = work.Clock.GetUtcNow();
                switch (await change(found, me, now))
                {
                    case RestrictionResult.Changed:
                        await work.SaveAsync(found, me, cancellationToken);
                        return TypedResults.NoContent();
                    case RestrictionResult.OwnRequest:
                        return Problem.Forbidden("own-request", "Nobody answers a request of their own.");
                    case RestrictionResult.Seen:
                        return Seen();
                    default:
                        return Problem.Conflict(
                            "restriction-out-of-turn",
                            $"This cannot be done with a restriction that is {found.StateAt(now)}."
                        );
                }
            },
            cancellationToken
        );

    private static ProblemHttpResult Seen() =>
        Problem.Conflict(
            "access-seen",
            "The resident sees this access already, and it is not taken away from them again. Another retrieval is another access."
        );

    private static ProblemHttpResult Requested() =>
        Problem.Conflict(
            "restriction-requested",
            "A restriction for this decision was asked for already and waits for its answer."
        );
}
