using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Who gets the next chat, and how long it is to be expected: what is decided without a store.</summary>
public sealed class AssignmentOrderTests
{
    private static readonly string[] Spoken = ["en", "pl", "so"];

    private static Gen<(KnownAdviser Adviser, int Load)> Anybody =>
        from load in Gen.Choose(0, 4)
        from capacity in Gen.Choose(1, 4)
        from languages in Gen.Elements(Spoken).NonEmptyListOf()
        from id in ArbMap.Default.GeneratorFor<Guid>()
        select (Adviser($"{id:N}", capacity, [.. languages.Distinct()]), load);

    [Property]
    public Property The_least_loaded_who_speaks_the_language_is_asked_first_and_nobody_who_is_full() =>
        Prop.ForAll(
            Anybody.ListOf().ToArbitrary(),
            Gen.Elements(Spoken).ToArbitrary(),
            (team, language) =>
            {
                var loads = team.ToDictionary(entry => entry.Adviser.Id, entry => entry.Load);
                var order = AssignmentOrder.Of(team.Select(entry => entry.Adviser), loads, language);
                var again = AssignmentOrder.Of(team.Select(entry => entry.Adviser).Reverse(), loads, language);
                var free = team.Where(entry => entry.Load < entry.Adviser.Presence.Capacity).ToList();
                var ranks = order.Select(adviser => (adviser.Speaks(language) ? 0 : 1, loads[adviser.Id])).ToList();
                return order.Select(adviser => adviser.Id).Order().SequenceEqual(Ids(free))
                    && ranks.SequenceEqual(ranks.Order())
                    && order.SequenceEqual(again);
            }
        );

    [Fact]
    public void Language_comes_first_then_load_and_nobody_is_asked_who_is_full()
    {
        KnownAdviser[] able = [Adviser("a", 3, "en"), Adviser("b", 3, "en", "pl"), Adviser("c", 1, "en", "pl")];
        var loads = new Dictionary<string, int>
        {
            ["a"] = 0,
            ["b"] = 2,
            ["c"] = 1,
        };

        Assert.Equal(["b", "a"], AssignmentOrder.Of(able, loads, "pl").Select(adviser => adviser.Id));
        Assert.Equal(["a", "b"], AssignmentOrder.Of(able, loads, "en").Select(adviser => adviser.Id));
    }

    [Theory]
    [InlineData(null, 30, 30)]
    [InlineData(100.0, 200, 110)]
    [InlineData(60.0, 0, 54)]
    public void An_expected_wait_takes_a_tenth_of_the_latest(double? previous, double latest, double expected) =>
        Assert.Equal(expected, ExpectedWaits.Smooth(previous, latest), precision: 9);

    private static IEnumerable<string> Ids(IEnumerable<(KnownAdviser Adviser, int Load)> team) =>
        team.Select(entry => entry.Adviser.Id).Order();

    private static KnownAdviser Adviser(string id, int capacity, params string[] languages) =>
        new(id, id, [Neighbours.Repairs], new AdviserPresence(PresenceStates.Available, true, capacity, languages));
}
