using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>Two people chat with JavaScript.</summary>
public sealed class LiveChatTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_resident_and_an_adviser_chat_live_and_the_resident_keeps_a_copy()
    {
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await Expect(adviser.Page.Locator("[data-connection]")).ToContainTextAsync("Connected");
        await CheckAccessibilityAsync(adviser.Page, "adviser, nobody waiting");

        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(width: 360),
            "housing-repairs",
            "Ottoline",
            "The lift is stuck"
        );
        await Expect(resident.Page.Locator("[data-position]")).ToContainTextAsync("in the queue");
        await CheckAccessibilityAsync(resident.Page, "resident, waiting");

        // The queue shows the newcomer without being asked.
        await Expect(adviser.Waiting(resident.Reference)).ToContainTextAsync("Ottoline");
        await CheckAccessibilityAsync(adviser.Page, "adviser, somebody waiting");
        await adviser.AcceptAsync(resident.Reference);
        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Asha" }))
            .ToBeVisibleAsync();
        await Expect(resident.Page.GetByText("You are talking to a person")).ToBeVisibleAsync();

        await adviser.SendAsync(resident.Reference, "Which floor are you on?");
        await Expect(resident.Log).ToContainTextAsync("Which floor are you on?");
        await resident.SendAsync("The third <b>floor</b>");
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("The third <b>floor</b>");
        await Expect(resident.Box).ToBeFocusedAsync();
        await Expect(resident.Box).ToBeEmptyAsync();
        await Expect(resident.Unsent).ToHaveCountAsync(0);
        await CheckAccessibilityAsync(resident.Page, "resident, chatting");
        await CheckAccessibilityAsync(adviser.Page, "adviser, chatting");

        await resident.EndAsync();
        await Expect(adviser.Panel(resident.Reference)).ToContainTextAsync("This chat has ended");
        await CheckAccessibilityAsync(resident.Page, "resident, ended");
        await CheckAccessibilityAsync(adviser.Page, "adviser, ended");

        await resident.OpenCopyAsync();
        var copy = resident.Page.GetByRole(AriaRole.Region, new() { Name = "Conversation" });
        await Expect(copy).ToContainTextAsync("The lift is stuck");
        await Expect(copy).ToContainTextAsync("Which floor are you on?");
        await Expect(copy).ToContainTextAsync("The third <b>floor</b>");
        await CheckAccessibilityAsync(resident.Page, "resident, copy");

        var download = await resident.Page.RunAndWaitForDownloadAsync(() =>
            resident.Page.GetByRole(AriaRole.Link, new() { Name = "Download your copy as a text file" }).ClickAsync()
        );
        Assert.Equal($"webchat-{resident.Reference}.txt", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("Service: Housing repairs\r\n", text, StringComparison.Ordinal);
        Assert.Contains(" - You\r\nThe third <b>floor</b>\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shift_and_Enter_make_a_new_line_and_Enter_sends_both()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Where may I park?");

        await resident.Box.PressSequentiallyAsync("One");
        await resident.Box.PressAsync("Shift+Enter");
        await resident.Box.PressSequentiallyAsync("Two");
        await resident.Box.PressAsync("Enter");

        await Expect(resident.Saved("One").Locator(".chat__text")).ToHaveTextAsync("One\nTwo");
    }

    /// <summary>Law 2 as a browser keeps it.</summary>
    [Fact]
    public async Task A_message_whose_acknowledgement_is_lost_is_sent_again_and_recorded_once()
    {
        var page = await OpenWindowAsync();
        var cut = false;
        await page.RouteWebSocketAsync(
            "**/hubs/chat**",
            client =>
            {
                var server = client.ConnectToServer();
                client.OnMessage(frame =>
                {
                    server.Send(frame.Text!);
                    cut |= frame.Text!.Contains("lost and found", StringComparison.Ordinal);
                });
                server.OnMessage(frame =>
                {
                    if (!cut)
                    {
                        client.Send(frame.Text!);
                        return;
                    }
                    // The server has recorded it; the answer does not arrive, and the connection goes.
                    cut = false;
                    client.CloseAsync(new() { Code = 1001 });
                });
            }
        );
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");

        await resident.Box.FillAsync("lost and found");
        await resident.Box.PressAsync("Enter");

        await Expect(resident.Saved("lost and found")).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
        await resident.BecomesLiveAsync();
        await page.ReloadAsync();
        await Expect(resident.Saved("lost and found")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_message_written_while_the_connection_is_away_outlives_a_reload_and_is_sent_when_it_returns()
    {
        var page = await OpenWindowAsync();
        var away = false;
        var open = new List<IWebSocketRoute>();
        await page.RouteWebSocketAsync(
            "**/hubs/chat**",
            client =>
            {
                if (away)
                {
                    client.CloseAsync(new() { Code = 1001 });
                    return;
                }
                open.Add(client);
                client.ConnectToServer();
            }
        );
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");

        away = true;
        foreach (var client in open)
        {
            await client.CloseAsync(new() { Code = 1001 });
        }
        await Expect(resident.Connection).ToContainTextAsync("The connection is lost");
        await resident.Box.FillAsync("written in a tunnel");
        await resident.Box.PressAsync("Enter");
        await Expect(resident.Unsent).ToContainTextAsync("Not sent");
        // A message that is not on the record is no part of what screen readers are read from the conversation.
        await Expect(resident.Log).Not.ToContainTextAsync("written in a tunnel");
        await Expect(resident.Notice).ToContainTextAsync("Your message is not sent yet");
        await CheckAccessibilityAsync(page, "resident, message not sent");

        await page.ReloadAsync();
        await Expect(resident.Unsent).ToContainTextAsync("written in a tunnel");
        away = false;
        await Expect(resident.Saved("written in a tunnel")).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_adviser_has_several_chats_side_by_side_and_sees_which_has_something_new()
    {
        var first = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ines", "First question");
        var second = await ResidentChat.StartAsync(
            await OpenWindowAsync(),
            "parking-permits",
            "Rafe",
            "Second question"
        );
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        await adviser.AcceptAsync(first.Reference);
        await adviser.AcceptAsync(second.Reference);

        await adviser.SendAsync(second.Reference, "Hello Rafe");
        await first.SendAsync("Anybody there?");

        await Expect(adviser.Panel(first.Reference).Locator("[data-unread]")).ToHaveTextAsync("1 new");
        await Expect(adviser.Log(second.Reference)).Not.ToContainTextAsync("Anybody there?");
        await Expect(adviser.Page).ToHaveTitleAsync("(1 new) Chats - Council webchat");
        await CheckAccessibilityAsync(adviser.Page, "adviser, two chats, one unread");
        await adviser.Box(first.Reference).FocusAsync();
        await Expect(adviser.Panel(first.Reference).Locator("[data-unread]")).ToBeHiddenAsync();
        await adviser.EndAsync(first.Reference);
        await Expect(first.Page.GetByText("This chat has ended")).ToBeVisibleAsync();
    }

    /// <summary>As it is whenever the connection's token ends.</summary>
    [Fact]
    public async Task A_connection_that_is_back_at_once_is_not_called_lost()
    {
        var page = await OpenWindowAsync();
        var sockets = await Sockets.OfAsync(page);
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");
        await page.EvaluateAsync(
            """
            () => {
              const state = document.querySelector('[data-connection]');
              window.said = [];
              new MutationObserver(() => window.said.push(state.textContent)).observe(state, { childList: true });
            }
            """
        );

        await sockets.CloseAsync();
        await sockets.OpenedAsync();
        await resident.SendAsync("Still here");

        await Expect(resident.Unsent).ToHaveCountAsync(0);
        Assert.Empty(await page.EvaluateAsync<string[]>("window.said"));
    }

    [Fact]
    public async Task What_is_being_written_when_the_chat_ends_stays_on_the_page()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await resident.Box.FillAsync("One more thing");

        await adviser.EndAsync(resident.Reference);

        await Expect(resident.Unsent).ToContainTextAsync("Not sent, because the chat has ended");
        await Expect(resident.Unsent).ToContainTextAsync("One more thing");
        await Expect(resident.Notice).ToContainTextAsync("What you wrote last was not sent");
        await CheckAccessibilityAsync(resident.Page, "resident, ended while writing");
    }
}
