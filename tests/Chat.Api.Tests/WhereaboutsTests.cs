using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>When somebody counts as gone, with the terms of the default settings and a clock in the test's hands.</summary>
public sealed class WhereaboutsTests(ChatSetting stack)
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly string _adviser = Guid.NewGuid().ToString();
    private readonly Guid _chat = Guid.NewGuid();

    private Whereabouts Here =>
        new(stack.Chat.Redis, Options.Create(new PresenceOptions()), _clock, NullLogger<Whereabouts>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adviser_without_scripts_has_the_whole_term_from_each_page()
    {
        await Here.AdviserVisitedAsync(_adviser);
        _clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(5));
        await Here.AdviserVisitedAsync(_adviser);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(await Here.IsAdviserGoneAsync(_adviser));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await Here.IsAdviserGoneAsync(_adviser));
    }

    [Fact]
    public async Task The_short_term_counts_for_a_connection_whatever_pages_were_loaded_for_it_or_by_it()
    {
        await Here.AdviserVisitedAsync(_adviser);
        await Here.ConnectedAsync([_adviser], []);
        await Here.AdviserVisitedAsync(_adviser);
        _clock.Advance(TimeSpan.FromSeconds(24));
        Assert.False(await Here.IsAdviserGoneAsync(_adviser));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Here.IsAdviserGoneAsync(_adviser));
    }

    [Fact]
    public async Task Whoever_Redis_does_not_know_is_given_a_term_before_they_are_gone()
    {
        Assert.False(await Here.IsAdviserHereAsync(_adviser));
        Assert.False(await Here.IsAdviserGoneAsync(_adviser));
        Assert.False(await Here.IsResidentGoneAsync(_chat));
        _clock.Advance(TimeSpan.FromSeconds(26));
        Assert.True(await Here.IsAdviserGoneAsync(_adviser));
        Assert.False(await Here.IsResidentGoneAsync(_chat));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await Here.IsResidentGoneAsync(_chat));
    }

    [Fact]
    public async Task A_resident_who_closes_the_page_has_two_minutes_and_one_without_scripts_ten()
    {
        var other = Guid.NewGuid();
        await Here.VisitedAsync(other, Party.Resident);
        await Here.ConnectedAsync([], [(_chat, Party.Resident)]);
        await Here.DisconnectedAsync(_chat, Party.Resident);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(await Here.IsResidentGoneAsync(_chat));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Here.IsResidentGoneAsync(_chat));
        Assert.False(await Here.IsResidentGoneAsync(other));
        _clock.Advance(TimeSpan.FromMinutes(8));
        Assert.True(await Here.IsResidentGoneAsync(other));
    }

    [Fact]
    public async Task Nothing_stays_behind_of_those_who_are_long_gone()
    {
        await Here.VisitedAsync(_chat, Party.Adviser);
        await Here.ConnectedAsync([_adviser], [(_chat, Party.Resident)]);
        _clock.Advance(TimeSpan.FromHours(2));

        await Here.ForgetLongGoneAsync();

        var redis = stack.Chat.Redis.GetDatabase();
        Assert.Null(await redis.SortedSetScoreAsync("live:here:advisers", _adviser));
        Assert.Null(await redis.SortedSetScoreAsync("live:here:sides", $"{_chat:N}:resident"));
        Assert.Null(await redis.SortedSetScoreAsync("live:visited:sides", $"{_chat:N}:adviser"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_page_of_a_chat_shows_that_its_adviser_is_there()
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser(subject: _adviser);
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        await stack.Chat.Redis.GetDatabase().SortedSetRemoveAsync("live:visited:advisers", _adviser);
        Assert.False(await stack.Chat.Get<Whereabouts>().IsAdviserHereAsync(_adviser));

        await adviser.Session.GetAsync<ChatView>($"/api/chats/{resident.ChatId}", Stop);

        Assert.True(await stack.Chat.Get<Whereabouts>().IsAdviserHereAsync(_adviser));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_an_adviser_chooses_is_not_undone_by_a_page_that_loads_meanwhile()
    {
        using var adviser = stack.NewAdviser();
        for (var round = 0; round < 30; round++)
        {
            var state = round % 2 == 0 ? PresenceStates.Away : PresenceStates.Available;
            var pages = Enumerable.Range(0, 4).Select(_ => adviser.Session.GetAsync<QueueList>("/api/queue", Stop));
            var choice = adviser.Session.Http.PutAsJsonAsync(
                "/api/advisers/me/presence",
                new AdviserPresence(state, Automatic: false, Capacity: 3, ["en", "pl"]),
                Stop
            );
            await Task.WhenAll([choice, .. pages]);
            (await choice).Dispose();

            var kept = await adviser.Session.GetAsync<AdviserPresence>("/api/advisers/me/presence", Stop);
            Assert.Equal((state, 3), (kept.State, kept.Capacity));
        }
    }
}
