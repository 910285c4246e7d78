using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What was said last is what one sees.</summary>
public sealed class ScrollTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string TwoLines = "I have written about this before,\nand nobody came";

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(320, 640)]
    public async Task Ones_own_messages_and_what_follows_them_are_in_view(int width, int height)
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(width: width, height: height),
            "parking",
            "Ottoline",
            "Hello"
        );
        var adviser = await OpenDeskAsync(height);
        await adviser.AcceptAsync(resident.Reference);
        foreach (var round in Enumerable.Range(1, 5))
        {
            await SayAsync(resident, $"{TwoLines} {round}");
            await IsLastInViewAsync(resident.Log, $"nobody came {round}");
            await adviser.SendAsync(resident.Reference, $"Somebody will {round}");
            await IsLastInViewAsync(adviser.Log(resident.Reference), $"Somebody will {round}");
            await IsLastInViewAsync(resident.Log, $"Somebody will {round}");
        }

        // Also for somebody who was reading what was said before. A note is one's own as well.
        await resident.Page.Locator("[data-log]").EvaluateAsync("log => log.scrollTo({ top: 0 })");
        await resident.SendAsync("One more thing");
        await IsLastInViewAsync(resident.Log, "One more thing");
        await adviser.WriteNoteAsync(resident.Reference, "Call the engineer");
        await IsLastInViewAsync(adviser.Log(resident.Reference), "Call the engineer");
        await resident.Page.ReloadAsync();
        await resident.BecomesLiveAsync();
        await IsLastInViewAsync(resident.Log, "One more thing");
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task Who_reads_what_was_said_before_is_not_taken_away_from_it()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ottoline", "Hello");
        var adviser = await OpenDeskAsync();
        await adviser.AcceptAsync(resident.Reference);
        foreach (var round in Enumerable.Range(1, 8))
        {
            await SayAsync(resident, $"{TwoLines} {round}");
        }
        var log = resident.Page.Locator("[data-log]");
        await log.EvaluateAsync(
            "log => new Promise(done => { log.addEventListener('scroll', done, { once: true }); log.scrollTo({ top: 0 }); })"
        );

        await adviser.SendAsync(resident.Reference, "Somebody will come");
        await Expect(resident.Log).ToContainTextAsync("Somebody will come");

        Assert.Equal(0, await log.EvaluateAsync<double>("log => log.scrollTop"));
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task A_second_click_on_Send_says_nothing_and_an_empty_message_is_forgiven_when_one_goes_on()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ottoline", "Hello");
        var send = resident.Page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        await resident.Box.FillAsync("Only once");

        await send.DblClickAsync();
        await Expect(resident.Saved("Only once")).ToHaveCountAsync(1);
        await Expect(resident.Notice).ToBeEmptyAsync();

        var adviser = await OpenDeskAsync();
        await adviser.AcceptAsync(resident.Reference);
        var notice = adviser.Panel(resident.Reference).Locator("[data-notice]");
        await adviser.Box(resident.Reference).PressAsync("Enter");
        await Expect(notice).ToHaveTextAsync("Enter a message");
        await adviser.WriteNoteAsync(resident.Reference, "Call the engineer");
        await Expect(notice).ToBeEmptyAsync();
        await adviser.Box(resident.Reference).PressAsync("Enter");
        await Expect(notice).ToHaveTextAsync("Enter a message");
        await adviser.Box(resident.Reference).PressSequentiallyAsync("A");
        await Expect(notice).ToBeEmptyAsync();
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task A_page_without_a_network_does_not_call_itself_connected()
    {
        var page = await OpenWindowAsync();
        var sockets = await Sockets.OfAsync(page);
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");
        sockets.IsDead = true;

        await page.Context.SetOfflineAsync(true);
        await Expect(resident.Connection).ToContainTextAsync("The connection is lost");
        await resident.Box.FillAsync("Written in a tunnel");
        await resident.Box.PressAsync("Enter");
        await Expect(resident.Unsent).ToContainTextAsync("Written in a tunnel");
        await Expect(resident.Connection).ToContainTextAsync("The connection is lost");

        sockets.IsDead = false;
        await page.Context.SetOfflineAsync(false);
        await Expect(resident.Saved("Written in a tunnel")).ToHaveCountAsync(1);
        await resident.BecomesLiveAsync();
        await Expect(resident.Unsent).ToHaveCountAsync(0);
    }

    /// <summary>An old phone, and a laptop: the conversation and the box are what the page opens with.</summary>
    [Theory]
    [InlineData("en", 320, 640)]
    [InlineData("ar", 320, 640)]
    [InlineData("en", 1280, 800)]
    public async Task The_last_message_and_the_box_are_in_view_when_the_page_opens(
        string language,
        int width,
        int height
    )
    {
        var page = await OpenWindowAsync(width: width, height: height);
        await page.GotoAsync($"/start?service=parking&lang={language}");
        await page.Locator("#understood").CheckAsync();
        await page.Locator("#message").FillAsync("Where may I park?");
        await page.Locator("form:has(#message) button").ClickAsync();
        await Expect(page.Locator("body.js-live")).ToHaveCountAsync(1);

        Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        foreach (var part in new[] { "[data-events] > li:last-child", "[data-compose] textarea" })
        {
            var box = (await page.Locator(part).BoundingBoxAsync())!;
            Assert.InRange(box.Y, 0, height);
            Assert.InRange(box.Y + box.Height, 0, height);
        }
    }

    [Fact]
    public async Task An_adviser_with_six_chats_has_them_on_the_first_screen_and_jumps_to_what_is_new()
    {
        var residents = new List<ResidentChat>();
        foreach (var name in new[] { "Layla", "Zoe", "Ben", "Ottoline", "Rafe", "Ines" })
        {
            residents.Add(await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", name, "Hello"));
        }
        var adviser = await OpenDeskAsync(height: 800);
        foreach (var resident in residents)
        {
            await adviser.AcceptAsync(resident.Reference);
        }
        var page = adviser.Page;
        await page.EvaluateAsync("scrollTo(0, 0)");

        var box = (await page.Locator("[data-compose] textarea").First.BoundingBoxAsync())!;
        Assert.InRange(box.Y + box.Height, 0, 800);
        await residents[^1].SendAsync("Anybody there?");
        var link = page.Locator("[data-overview] li").Filter(new() { HasText = residents[^1].Reference });
        await Expect(link).ToContainTextAsync("1 new");
        await CheckAccessibilityAsync(page, "adviser, six chats, overview");
        await link.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(adviser.Box(residents[^1].Reference)).ToBeFocusedAsync();
        await Expect(link).Not.ToContainTextAsync("new");
        foreach (var resident in residents)
        {
            await resident.EndAsync();
        }
    }

    private async Task<AdviserDesk> OpenDeskAsync(int height = 900) =>
        new(await OpenStaffWindowAsync(await NewColleagueAsync("adviser.parking"), "/staff/chats", height: height));

    private static async Task SayAsync(ResidentChat resident, string text)
    {
        await resident.Box.FillAsync(text);
        await resident.Box.PressAsync("Enter");
        await Expect(resident.Saved(text.Split('\n')[^1])).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
    }

    /// <summary>The message, once it is the last of the log, stands within the log's box and within the window.</summary>
    private static async Task IsLastInViewAsync(ILocator log, string text) =>
        await log.Locator("[data-events] > li")
            .Last.Filter(new() { HasText = text })
            .EvaluateAsync(
                """
                async last => {
                    const log = last.closest('[data-log]');
                    const isIn = (box) => {
                        const own = last.getBoundingClientRect();
                        return own.bottom <= box.bottom + 1 && own.top >= box.top - 1;
                    };
                    const isSeen = () =>
                        isIn(log.getBoundingClientRect()) && isIn({ top: 0, bottom: innerHeight });
                    for (let tries = 0; !isSeen(); tries++) {
                        if (tries === 100) {
                            throw new Error(`not in view: ${JSON.stringify([last.getBoundingClientRect(), log.getBoundingClientRect(), innerHeight])}`);
                        }
                        await new Promise((done) => setTimeout(done, 50));
                    }
                }
                """
            );
}
