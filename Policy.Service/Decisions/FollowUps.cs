using System.Globalization;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Reviews;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// What has to follow a decision, entered in the registers by the transaction of the decision itself: what a second person
/// will have to look at, the case that has to follow, the review.
/// </summary>
internal sealed class FollowUps(PolicyContext database, OwedCases owed)
{
    /// <summary>When it is due. An enforcement point takes it as the proof that policy keeps watch over the obligation.</summary>
    public const string DueAt = "due_at";

    /// <summary>Adds the rows; the caller saves them with the decision.</summary>
    /// <returns>The verdict, with the time that each watched obligation is due.</returns>
    public async Task<Verdict> EnterAsync(
        Question question,
        DecisionRecord decision,
        Verdict verdict,
        CancellationToken cancellationToken
    )
    {
        var watched = verdict.Permit ? verdict.Obligations.Where(IsWatched).ToList() : [];
        if (watched.Count > 0 || verdict.ReasonCode == ReasonCodes.ApprovalNeeded)
        {
            database.DecisionResources.Add(DecisionResource.Of(decision.Id, question));
        }
        foreach (var obligation in watched)
        {
            await EnterAsync(question, decision, obligation, cancellationToken);
        }
        return watched.Count == 0
            ? verdict
            : verdict with
            {
                Obligations = [.. verdict.Obligations.Select(one => IsWatched(one) ? Dated(one, decision.At) : one)],
            };
    }

    private static bool IsWatched(Obligation obligation) =>
        obligation.Id is Obligations.ReviewWithin or Obligations.CaseToFollow;

    private async Task EnterAsync(
        Question question,
        DecisionRecord decision,
        Obligation obligation,
        CancellationToken cancellationToken
    )
    {
        var service = question.Resource.Text("service").Value;
        if (obligation.Id == Obligations.ReviewWithin)
        {
            database.Reviews.Add(
                new Review
                {
                    DecisionId = decision.Id,
                    RequestedBy = decision.SubjectId,
                    Purpose = decision.Purpose!,
                    Clause = decision.Clause,
                    CaseId = decision.CaseId,
                    Service = service,
                    PermittedAt = decision.At,
                    DueAt = DueOf(obligation, decision.At),
                    State = Review.Due,
                }
            );
            return;
        }
        var kind = obligation.Properties!["kind"].GetString()!;
        var chat = question.Resource.Text("reference").Value ?? question.ResourceKey;
        // It may be there already, only not named.
        var following = await owed.FollowingAsync(kind, chat, decision.SubjectId, cancellationToken);
        database.OwedCases.Add(
            new OwedCase
            {
                DecisionId = decision.Id,
                OwedBy = decision.SubjectId,
                Kind = kind,
                Purpose = decision.Purpose!,
                ChatReference = chat,
                Service = service,
                PermittedAt = decision.At,
                DueAt = DueOf(obligation, decision.At),
                State = following is null ? OwedCase.Owed : OwedCase.Settled,
                CaseId = following,
                SettledAt = following is null ? null : decision.At,
            }
        );
    }

    private static DateTimeOffset DueOf(Obligation obligation, DateTimeOffset from) =>
        from.AddHours(obligation.Properties!["hours"].GetInt32());

    private static Obligation Dated(Obligation obligation, DateTimeOffset from) =>
        obligation with
        {
            Properties = new Dictionary<string, JsonElement>(obligation.Properties!)
            {
                [DueAt] = JsonSerializer.SerializeToElement(
                    DueOf(obligation, from).ToString("O", CultureInfo.InvariantCulture)
                ),
            },
        };
}
