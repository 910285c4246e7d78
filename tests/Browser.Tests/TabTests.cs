using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>One resident's tabs: several of one chat, and one that sleeps or is cut off.</summary>
public sealed class TabTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task Two_tabs_of_one_chat_show_the_same_and_end_together()
    {
        var first = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        var tab = await first.Page.Context.NewPageAsync();
        await tab.GotoAsync(first.Path);
        var second = ResidentChat.In(tab, first.Reference);
        await second.BecomesLiveAsync();

        await first.SendAsync("From the first");
        await second.SendAsync("From the second");

        foreach (var chat in new[] { first, second })
        {
            await Expect(chat.Page.Locator("[data-events] .chat__text"))
                .ToHaveTextAsync(["Hello", "From the first", "From the second"]);
            await Expect(chat.Unsent).ToHaveCountAsync(0);
        }
        await first.EndAsync();
        await Expect(tab.GetByRole(AriaRole.Heading, new() { Name = "This chat has ended" })).ToBeVisibleAsync();
        await Expect(second.Box).ToBeHiddenAsync();
    }

    /// <summary>A browser copies what a tab keeps when the tab is duplicated: an unsent message is then in both.</summary>
    [Fact]
    public async Task A_message_that_two_tabs_hold_is_on_the_record_once()
    {
        var page = await OpenWindowAsync();
        var first = await ResidentChat.StartAsync(page, "parking", null, "Hello");
        var message = $$"""[{"id":"{{Guid.NewGuid()}}","text":"held twice"}]""";
        var key = $"webchat-unsent-{first.Path.Split('/')[^1]}";
        await page.Context.AddInitScriptAsync(
            $"sessionStorage.getItem('seen') || (sessionStorage.setItem('{key}', '{message}'), sessionStorage.setItem('seen', '1'))"
        );
        var tab = await page.Context.NewPageAsync();

        await Task.WhenAll(page.ReloadAsync(), tab.GotoAsync(first.Path));

        var second = ResidentChat.In(tab, first.Reference);
        foreach (var chat in new[] { first, second })
        {
            await Expect(chat.Saved("held twice")).ToHaveCountAsync(1);
            await Expect(chat.Unsent).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Somebody_who_was_offline_is_back_with_everything_as_soon_as_the_network_is()
    {
        var page = await OpenWindowAsync();
        var sockets = await Sockets.OfAsync(page);
        var resident = await ResidentChat.StartAsync(page, "parking", "Ines", "Hello");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await Expect(resident.Log).ToContainTextAsync("joined the chat");
        sockets.IsDead = true;
        await page.Context.SetOfflineAsync(true);
        await sockets.CloseAsync();
        await Expect(resident.Connection).ToContainTextAsync("The connection is lost");
        await resident.Box.FillAsync("written offline");
        await resident.Box.PressAsync("Enter");
        await Expect(resident.Unsent).ToContainTextAsync("Not sent");
        await adviser.SendAsync(resident.Reference, "Are you still there?");

        sockets.IsDead = false;
        await page.Context.SetOfflineAsync(false);

        await Expect(resident.Log).ToContainTextAsync("Are you still there?");
        await Expect(resident.Saved("written offline")).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("written offline");
        await resident.BecomesLiveAsync();
    }

    /// <summary>iOS lets tabs sleep that are not in front; their connections are dead then, and do not say so.</summary>
    [Fact]
    public async Task A_tab_that_wakes_on_a_dead_connection_opens_another()
    {
        var page = await OpenWindowAsync();
        var sockets = await Sockets.OfAsync(page);
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");
        await sockets.OpenedAsync();
        sockets.IsDead = true;
        await resident.Box.FillAsync("into the void");
        await resident.Box.PressAsync("Enter");
        await Expect(resident.Unsent).ToContainTextAsync("Sending");

        await page.EvaluateAsync("document.dispatchEvent(new Event('resume'))");
        // Before the connection's own watch could have found out, which takes it 15 seconds at least.
        await Expect(resident.Unsent).ToContainTextAsync("Not sent", new() { Timeout = 12_000 });
        sockets.IsDead = false;

        await Expect(resident.Saved("into the void")).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
        await resident.BecomesLiveAsync();
    }
}
