using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// The chat on a page of a council's site, which is another site than the chat: so its frame is a third party's, and the
/// browser keeps no other cookies for it than partitioned ones.
/// </summary>
public sealed partial class EmbeddingTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_chat_is_held_in_the_frame_and_goes_on_while_its_person_moves_about_the_site()
    {
        var chat = new EmbeddedChat(await OpenHostAsync());
        await CheckAccessibilityAsync(chat.Page, "host page, panel closed");
        await Expect(chat.Button).ToHaveAttributeAsync("aria-expanded", "false");

        await chat.OpenAsync();
        await Expect(chat.Button).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(chat.Shut).ToBeFocusedAsync();
        await Expect(chat.Frame.GetByRole(AriaRole.Heading, new() { Name = "Start a chat" })).ToBeVisibleAsync();
        await Expect(chat.Frame.Locator("main")).ToContainTextAsync("You come from the page / of our website");
        await CheckAccessibilityAsync(chat.Page, "host page, panel open at the start");

        var reference = await chat.StartAsync("The light is broken");
        await AssertOnlyPartitionedCookiesAsync(chat);
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(reference);
        await adviser.SendAsync(reference, "Which light is it?");
        await Expect(chat.Log).ToContainTextAsync("Which light is it?");
        await chat.Box.FillAsync("The one on the stairs");
        await chat.Box.PressAsync("Enter");
        await Expect(adviser.Log(reference)).ToContainTextAsync("The one on the stairs");
        await CheckAccessibilityAsync(chat.Page, "host page, panel open with a chat");

        await chat.Page.ReloadAsync();
        await Expect(chat.Panel).ToBeVisibleAsync();
        await chat.BecomesLiveAsync();
        await Expect(chat.Log).ToContainTextAsync("The one on the stairs");

        await chat.Box.PressAsync("Escape");
        await Expect(chat.Panel).ToBeHiddenAsync();
        await Expect(chat.Button).ToBeFocusedAsync();
        await adviser.SendAsync(reference, "We replace it tomorrow");
        await Expect(chat.Button).ToHaveTextAsync("Your chat (New messages: 1)");

        await chat.Page.GetByRole(AriaRole.Link, new() { Name = "Emergencies" }).ClickAsync();
        await Expect(chat.Panel).ToBeHiddenAsync();
        await Expect(chat.Frame.Locator("[data-connection]")).ToHaveTextAsync(Connected());
        await Expect(chat.Button).ToHaveTextAsync("Your chat (New messages: 1)");
        await adviser.SendAsync(reference, "In the morning");
        await Expect(chat.Button).ToHaveTextAsync("Your chat (New messages: 2)");
        await CheckAccessibilityAsync(chat.Page, "host page, panel closed with new messages");
        await chat.OpenAsync();
        await Expect(chat.Log).ToContainTextAsync("In the morning");
        await Expect(chat.Button).ToHaveTextAsync("Your chat");
    }

    [Fact]
    public async Task A_double_click_opens_the_panel_and_the_box_to_write_in_is_within_it()
    {
        var page = await OpenWindowAsync(height: 800);
        await page.GotoAsync(Stack.DemoSite.AbsoluteUri);
        var chat = new EmbeddedChat(page);

        await chat.Button.DblClickAsync();

        await Expect(chat.Panel).ToBeVisibleAsync();
        await chat.StartAsync("The light is broken");
        var panel = (await chat.Panel.BoundingBoxAsync())!;
        var send = (await chat.Frame.Locator("[data-send]").BoundingBoxAsync())!;
        Assert.InRange(send.Y + send.Height, panel.Y, panel.Y + panel.Height);
    }

    [Fact]
    public async Task What_is_in_a_closed_panel_does_not_count_as_shown()
    {
        var chat = new EmbeddedChat(await OpenHostAsync());
        await chat.OpenAsync();
        var reference = await chat.StartAsync("The light is broken");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(reference);
        await chat.Shut.ClickAsync();
        await adviser.SendAsync(reference, "Which light is it?");
        await adviser.SendAsync(reference, "And on which floor?");
        var state = adviser.Log(reference).Locator("[data-events] .chat__state").Last;
        await Expect(chat.Button).ToContainTextAsync("New messages: 2");
        await Expect(state).ToHaveTextAsync("Sent");

        await chat.Page.GetByRole(AriaRole.Link, new() { Name = "Emergencies" }).ClickAsync();
        await Expect(chat.Frame.Locator("[data-connection]")).ToHaveTextAsync(Connected());
        // Nothing in a closed panel has a role.
        await Expect(chat.Frame.Locator("[data-events]")).ToContainTextAsync("And on which floor?");
        await Expect(state).ToHaveTextAsync("Sent");

        await chat.OpenAsync();

        await Expect(state).ToHaveTextAsync("Shown");
    }

    [Fact]
    public async Task On_a_small_screen_the_panel_covers_the_page_and_keeps_the_keyboard()
    {
        var chat = new EmbeddedChat(await OpenHostAsync(width: 320));
        await chat.OpenAsync();
        await Expect(chat.Frame.GetByRole(AriaRole.Heading, new() { Name = "Start a chat" })).ToBeVisibleAsync();

        var box = (await chat.Panel.BoundingBoxAsync())!;
        Assert.Equal((0, 0, 320, 900), (box.X, box.Y, box.Width, box.Height));
        Assert.True(await chat.Panel.EvaluateAsync<bool>("panel => panel.matches(':modal')"));
        await CheckAccessibilityAsync(chat.Page, "host page on a small screen, panel open");
        await chat.Shut.FocusAsync();
        await chat.Page.Keyboard.PressAsync("Escape");
        await Expect(chat.Panel).ToBeHiddenAsync();
        await Expect(chat.Button).ToBeFocusedAsync();
        var target = (await chat.Button.BoundingBoxAsync())!;
        Assert.True(target is { Width: >= 44, Height: >= 44 }, $"The button is {target.Width} by {target.Height}.");
    }

    [Fact]
    public async Task The_chat_of_a_frame_opens_in_a_tab_of_its_own()
    {
        var chat = new EmbeddedChat(await OpenHostAsync());
        await chat.OpenAsync();
        var reference = await chat.StartAsync("The light is broken");

        var tab = await chat.Page.Context.RunAndWaitForPageAsync(() =>
            chat.Frame.GetByRole(AriaRole.Button, new() { Name = "Open in a new tab" }).ClickAsync()
        );

        var own = ResidentChat.In(tab, reference);
        await own.BecomesLiveAsync();
        await own.SendAsync("It is on the stairs");
        await Expect(chat.Log).ToContainTextAsync("It is on the stairs");
        Assert.StartsWith(Stack.Gateway.AbsoluteUri, tab.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_page_that_may_not_frame_the_chat_there_is_a_link_and_the_browser_refuses_a_frame()
    {
        // The mishaps that other tests look for are what is expected here.
        var watched = await OpenWindowAsync();
        await using var window = await watched.Context.Browser!.NewContextAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(
            new UriBuilder(Stack.DemoSite) { Host = "elsewhere.localhost" }
                .Uri
                .AbsoluteUri
        );
        var chat = new EmbeddedChat(page);
        await Expect(chat.Link).ToHaveTextAsync("Chat with us");
        await Expect(chat.Button).ToHaveCountAsync(0);
        var address = await chat.Link.GetAttributeAsync("href");
        Assert.Equal(new Uri(Stack.Gateway, "/start?page=%2F&lang=en&service=housing-repairs"), new Uri(address!));

        Assert.False(await IsShownInFrameAsync(page, new Uri(Stack.Gateway, "/start?service=housing-repairs")));
        await page.GotoAsync(Stack.DemoSite.AbsoluteUri);
        Assert.True(await IsShownInFrameAsync(page, new Uri(Stack.Gateway, "/start?service=housing-repairs")));
        Assert.False(await IsShownInFrameAsync(page, new Uri(Stack.Gateway, "/docs/")));
        Assert.False(await IsShownInFrameAsync(page, new Uri(Stack.Gateway, "/identity/account/sign-in")));
    }

    [Fact]
    public async Task The_page_s_language_is_spoken_and_a_service_that_is_not_there_gives_a_link()
    {
        var page = await OpenHostAsync();
        await page.EvaluateAsync("document.documentElement.lang = 'cy-GB'");
        await PutScriptAsync(page, "no-such-service");
        var link = new EmbeddedChat(page).Link;

        await Expect(link).ToHaveTextAsync("Sgwrsiwch â ni");
        await link.ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "cy");
        Assert.Equal(new Uri(Stack.Gateway, "/?page=%2F&lang=cy"), new Uri(page.Url));
    }

    [Fact]
    public async Task Where_the_frame_does_not_come_the_button_becomes_a_link()
    {
        var chat = new EmbeddedChat(await OpenHostAsync());
        await chat.Page.RouteAsync("**/embedded?**", route => route.AbortAsync());

        await chat.OpenAsync();

        await Expect(chat.Link).ToBeFocusedAsync();
        await Expect(chat.Panel).ToHaveCountAsync(0);
        await chat.Link.ClickAsync();
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "Start a chat" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_script_is_small_and_may_be_kept_for_a_while()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(Stack.Gateway, "/embed.js?service=housing-repairs")
        );
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var script = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.InRange(script.Length, 1, 5 * 1024);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=300", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_end_of_a_chat_is_seen_once_on_the_page_that_is_opened_next()
    {
        var chat = new EmbeddedChat(await OpenHostAsync());
        await chat.OpenAsync();
        var reference = await chat.StartAsync("The light is broken");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(reference);
        await adviser.EndAsync(reference);
        await Expect(chat.Frame.Locator("[data-when=ended]")).ToBeVisibleAsync();

        await chat.Page.GetByRole(AriaRole.Link, new() { Name = "Emergencies" }).ClickAsync();
        await Expect(chat.Frame.Locator("[data-when=ended]")).ToBeVisibleAsync();
        await Expect(chat.Frame.Locator("main")).ToContainTextAsync(reference);

        await chat.Page.GetByRole(AriaRole.Link, new() { Name = "Repairs" }).ClickAsync();
        await Expect(chat.Frame.GetByRole(AriaRole.Heading, new() { Name = "Start a chat" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_exit_leaves_with_the_whole_tab_and_the_panel_is_closed_for_who_comes_back()
    {
        const string Elsewhere = "https://www.bbc.co.uk/weather";
        var page = await OpenHostAsync();
        await page.RouteAsync(Elsewhere, route => route.FulfillAsync(new() { Body = "Rain" }));
        await PutScriptAsync(page, "adult-social-care");
        var chat = new EmbeddedChat(page);
        await chat.OpenAsync();

        await chat.Frame.GetByRole(AriaRole.Button, new() { Name = "Exit this page" }).ClickAsync();

        await page.WaitForURLAsync(Elsewhere);
        await page.GoBackAsync();
        await Expect(chat.Button).ToBeVisibleAsync();
        await Expect(chat.Panel).ToBeHiddenAsync();
    }

    /// <summary>Puts the tag of another service in the place of the page's own.</summary>
    private async Task PutScriptAsync(IPage page, string service) =>
        await page.EvaluateAsync(
            """
            address => {
                document.querySelector('council-webchat').remove();
                const script = document.createElement('script');
                script.src = address;
                document.body.append(script);
            }
            """,
            new Uri(Stack.Gateway, $"/embed.js?service={service}").AbsoluteUri
        );

    private async Task<IPage> OpenHostAsync(int width = 1280)
    {
        var page = await OpenWindowAsync(width: width);
        await page.GotoAsync(Stack.DemoSite.AbsoluteUri);
        return page;
    }

    /// <summary>Other cookies are not kept in the frame, so it is by these that the chat goes on.</summary>
    private static async Task AssertOnlyPartitionedCookiesAsync(EmbeddedChat chat)
    {
        var plain = await chat.Inside.EvaluateAsync<string>(
            "() => { document.cookie = 'plain=1; secure; samesite=none'; return document.cookie; }"
        );
        Assert.DoesNotContain("plain", plain, StringComparison.Ordinal);
        var cookies = await chat.Page.Context.CookiesAsync();
        Assert.Contains(cookies, cookie => ResidentCookie().IsMatch(cookie.Name));
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.Equal(
                    (cookie.Name, "http://127.0.0.1", SameSiteAttribute.None, true),
                    (cookie.Name, cookie.PartitionKey, cookie.SameSite, cookie.Secure)
                );
                Assert.True(cookie.HttpOnly);
            }
        );
    }

    private static async Task<bool> IsShownInFrameAsync(IPage page, Uri address)
    {
        await page.EvaluateAsync(
            """
            address => new Promise((done) => {
                const frame = document.createElement('iframe');
                frame.id = 'tried';
                frame.onload = done;
                frame.src = address;
                document.querySelector('#tried')?.remove();
                document.body.append(frame);
            })
            """,
            address.AbsoluteUri
        );
        var frame = await (await page.QuerySelectorAsync("#tried"))!.ContentFrameAsync();
        return frame!.Url == address.AbsoluteUri;
    }

    [GeneratedRegex("^webchat-[0-9a-f]{32}$")]
    private static partial Regex ResidentCookie();

    [GeneratedRegex("Connected")]
    private static partial Regex Connected();
}
