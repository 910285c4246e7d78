using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebchatAspire.Gateway.Protection;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>What becomes of an open live connection when the session or the account behind it ends.</summary>
public sealed class SessionWatchTests(Webchat webchat)
{
    private const string Watch = "Gateway:Watch";
    private const string Often = "00:00:00.2";

    /// <summary>On either side of a token's end: when it is renewed, and well within the time that a session may be idle.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_out_session_loses_its_connections_and_a_resident_keeps_theirs()
    {
        var (running, address) = webchat.StartGateway((Watch, Often));
        await using var _ = running;
        using var resident = webchat.NewBrowser(address);
        using var residents = await resident.ConnectAsync("/hubs/chat", resident.Origin);
        using var adviser = await SignInAsync(address, await NewAdviserAsync());
        using var advisers = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);

        using var signedOut = await adviser.PostAsync("/sign-out", null);

        await EndedAsync(advisers);
        await AnswersAsync(residents);
    }

    [Theory]
    [InlineData("lockout_end = now() + interval '1 day'")]
    [InlineData("security_stamp = 'that of another password'")]
    public async Task A_locked_account_or_a_changed_password_loses_its_connections_and_the_session(string change)
    {
        var (running, address) = webchat.StartGateway((Watch, Often));
        await using var _ = running;
        var name = await NewAdviserAsync();
        using var adviser = await SignInAsync(address, name);
        using var before = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        using var socket = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        await RoundsPassAsync(address);
        await AnswersAsync(before);

        await ExecuteAsync($"update identity.staff set {change} where user_name = '{name}'");

        await EndedAsync(socket);
        using var session = await adviser.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    [Fact]
    public async Task A_connection_renews_the_token_of_a_person_who_makes_no_request()
    {
        var clock = new ShiftedClock();
        var (running, address) = webchat.StartGateway(clock, (Watch, Often));
        await using var _ = running;
        var (other, presentAddress) = webchat.StartGateway();
        await using var __ = other;
        using var adviser = await SignInAsync(address, await NewAdviserAsync());
        using var socket = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        using var looking = webchat.NewBrowser(presentAddress);
        looking.Cookies.Add(adviser.Cookies.GetCookies(webchat.Address));
        var first = await TokenAsync(looking);

        // Not past its end: the watch may be between looking whether to renew it and whether it has ended.
        clock.Shift = TokenEndsIn(running) - Near;

        await Until.TrueAsync(async () => await TokenAsync(looking) != first);
        await AnswersAsync(socket);
    }

    [Fact]
    public async Task While_the_provider_is_away_a_connection_goes_on_until_its_token_ends()
    {
        var clock = new ShiftedClock();
        var nowhere = $"http://127.0.0.1:{Ports.Free()}";
        var (running, address) = webchat.StartGateway(clock, (Watch, Often), ("Identity:MetadataAddress", nowhere));
        await using var _ = running;
        using var adviser = await SignInAsync(address, await NewAdviserAsync());
        using var meanwhile = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        using var socket = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);

        await RoundsPassAsync(address);
        await AnswersAsync(meanwhile);
        clock.Shift = TokenEndsIn(running) + Near;

        await EndedAsync(socket);
    }

    [Fact]
    public async Task When_Redis_has_lost_everything_a_connection_goes_on_until_its_token_ends()
    {
        var clock = new ShiftedClock();
        var (running, address) = webchat.StartGateway(clock, (Watch, Often));
        await using var _ = running;
        using var adviser = await SignInAsync(address, await NewAdviserAsync());
        using var meanwhile = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        using var socket = await adviser.ConnectAsync("/hubs/chat", adviser.Origin);
        var key = Assert.Single(running.Services.GetRequiredService<LiveSessions>().All()).Key;
        await RoundsPassAsync(address);

        await LoseAsync(key);
        await RoundsPassAsync(address);

        await AnswersAsync(meanwhile);
        using var session = await adviser.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        clock.Shift = TokenEndsIn(running) + Near;
        await EndedAsync(socket);
    }

    /// <summary>An adviser whom no other test knows.</summary>
    private async Task<string> NewAdviserAsync()
    {
        var name = $"adviser.{Guid.NewGuid():N}";
        await ExecuteAsync(
            $"""
            insert into identity.staff
            select (jsonb_populate_record(known, jsonb_build_object(
              'id', gen_random_uuid(), 'user_name', '{name}', 'normalized_user_name', '{name.ToUpperInvariant()}'))).*
            from identity.staff known where user_name = 'adviser.housing'
            """
        );
        return name;
    }

    private async Task<Browser> SignInAsync(Uri address, string name)
    {
        using var signedIn = webchat.NewBrowser();
        using var arrived = await signedIn.SignInAsync(name);
        arrived.EnsureSuccessStatusCode();
        var browser = webchat.NewBrowser(address);
        browser.Cookies.Add(signedIn.Cookies.GetCookies(webchat.Address));
        return browser;
    }

    /// <summary>Until somebody who signs out has lost their connection, twice: a whole round lies in between.</summary>
    private async Task RoundsPassAsync(Uri address)
    {
        for (var time = 1; time <= 2; time++)
        {
            using var other = await SignInAsync(address, await NewAdviserAsync());
            using var socket = await other.ConnectAsync("/hubs/chat", other.Origin);
            using var signedOut = await other.PostAsync("/sign-out", null);
            await EndedAsync(socket);
        }
    }

    private static async Task<string> TokenAsync(Browser browser) =>
        (await browser.ReceivedAtAsync("/api/chats/42")).Headers["Authorization"];

    private static async Task EndedAsync(WebSocket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[16], patience.Token));
    }

    /// <summary>The service behind it answers a message by closing the connection in good order.</summary>
    private static async Task AnswersAsync(WebSocket socket)
    {
        await socket.SendAsync(new byte[1], WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var answer = await socket.ReceiveAsync(new byte[16], Cancellation);
        Assert.Equal(WebSocketMessageType.Close, answer.MessageType);
    }

    /// <summary>
    /// When the tokens of the gateway's live sessions end. People sign in at the gateway of all tests, whose clock
    /// others set forward meanwhile, so the tokens themselves are asked.
    /// </summary>
    private static TimeSpan TokenEndsIn(RunningService<EdgePropagator> running) =>
        running
            .Services.GetRequiredService<LiveSessions>()
            .All()
            .Max(session => TokenRefresh.ExpiryOf(session.Ticket.Properties)) - DateTimeOffset.UtcNow;

    /// <summary>This session, and what says that Redis is still the one it was.</summary>
    private static async Task LoseAsync(string key)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Stores.Redis);
        await redis
            .GetDatabase()
            .KeyDeleteAsync([$"webchat:gateway:session:{key}", (RedisKey)"webchat:gateway:generation"]);
    }

    private Task ExecuteAsync(string sql) => IdentityDatabase.ExecuteAsync(webchat.Database.Owner, sql);
}
