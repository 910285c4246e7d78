using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Policy.Service.Restrictions;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Whatever is done to a restriction in whatever order, it takes two people, and its date ends it.</summary>
public sealed class RestrictionProperties
{
    private const int Many = 2000;

    [Property(Arbitrary = [typeof(Acts)], MaxTest = Many)]
    public bool It_is_never_in_force_without_a_second_person(Act[] acts)
    {
        var restriction = Acts.Requested();
        return acts.All(act =>
        {
            act.On(restriction);
            return !restriction.IsInForceAt(act.At) || !restriction.IsRequestedBy(restriction.AnsweredBy!);
        });
    }

    [Property(Arbitrary = [typeof(Acts)], MaxTest = Many)]
    public bool It_is_never_in_force_from_its_date_on(Act[] acts)
    {
        var restriction = Acts.Requested();
        foreach (var act in acts)
        {
            act.On(restriction);
        }
        return !restriction.IsInForceAt(Acts.EndsAt)
            && restriction.StateAt(Acts.EndsAt) is not (RestrictionStates.Requested or RestrictionStates.Confirmed);
    }

    [Property(Arbitrary = [typeof(Acts)], MaxTest = Many)]
    public bool What_is_refused_lifted_or_ended_stays_so(Act[] acts)
    {
        var restriction = Acts.Requested();
        return acts.All(act =>
        {
            var (before, wasOpen) = (restriction.State, restriction.IsOpen);
            var result = act.On(restriction);
            return (wasOpen && result == RestrictionResult.Changed) || restriction.State == before;
        });
    }
}

/// <summary>Somebody, or time, does something to a restriction.</summary>
public sealed record Act(string What, string Subject, DateTimeOffset At)
{
    internal RestrictionResult On(Restriction restriction) =>
        What switch
        {
            "confirm" => restriction.Confirm(Subject, seen: false, At),
            "refuse" => restriction.Refuse(Subject, At),
            "lift" => restriction.Lift(Subject, At),
            _ => restriction.End(At),
        };
}

public static class Acts
{
    internal static readonly DateTimeOffset EndsAt = DateTimeOffset.UnixEpoch.AddDays(30);

    internal static Restriction Requested() =>
        new()
        {
            Id = Guid.CreateVersion7(),
            DecisionId = Guid.CreateVersion7(),
            Ground = "crime-prevention",
            Authority = "ORDER/1",
            EndsOn = DateOnly.FromDateTime(EndsAt.UtcDateTime),
            EndsAt = EndsAt,
            RequestedBy = "the-officer",
            RequestedAt = DateTimeOffset.UnixEpoch,
        };

    public static Arbitrary<Act> Any() =>
        (
            from what in Gen.Elements("confirm", "refuse", "lift", "end")
            from subject in Gen.Elements("the-officer", "THE-OFFICER", "the-approver", "another-approver")
            from days in Gen.Choose(0, 31)
            select new Act(what, subject, DateTimeOffset.UnixEpoch.AddDays(days))
        ).ToArbitrary();
}
