using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A chat changes hands: three browsers at once.</summary>
public sealed class MoveTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_chat_goes_to_a_colleague_at_once_and_leaves_alone_what_they_are_writing_elsewhere()
    {
        var other = await ResidentChat.StartAsync(await OpenWindowAsync(), "housing-repairs", "Rafe", "The tap drips");
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(),
            "housing-repairs",
            "Ottoline",
            "The lift is stuck"
        );
        var kofi = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing2", "/staff/chats"));
        await kofi.AcceptAsync(other.Reference);
        await kofi.Box(other.Reference).PressSequentiallyAsync("Half a sen");
        var asha = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await asha.AcceptAsync(resident.Reference);
        await asha.SendAsync(resident.Reference, "Which floor?");

        await asha.OpenAsync(resident.Reference, "Move chat");
        await Expect(asha.Page.GetByText("of 5 chats. Answers Housing repairs, Housing in English")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(asha.Page, "move chat");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Move the chat" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select where the chat goes");
        await CheckAccessibilityAsync(asha.Page, "move chat, nowhere chosen");
        await asha.Page.GotoAsync("/staff/chats");
        await asha.MoveAsync(resident.Reference, "Kofi Brandt", "Needs the engineer");

        // Nothing was loaded anew at the colleague's: the focus and the words stayed.
        await Expect(kofi.Log(resident.Reference)).ToContainTextAsync("Needs the engineer");
        await Expect(kofi.Panel(resident.Reference).Locator("[data-unread]")).ToHaveTextAsync("1 new");
        await Expect(kofi.Box(other.Reference)).ToBeFocusedAsync();
        await Expect(kofi.Box(other.Reference)).ToHaveValueAsync("Half a sen");
        // What somebody else said before is not called one's own.
        await Expect(kofi.Log(resident.Reference)).ToContainTextAsync("Asha (adviser)");
        await CheckAccessibilityAsync(kofi.Page, "adviser, was given a chat");
        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Kofi" }))
            .ToBeVisibleAsync();
        await kofi.SendAsync(resident.Reference, "The engineer comes at noon");
        await Expect(resident.Log).ToContainTextAsync("The engineer comes at noon");
        await resident.SendAsync("Thank you");
        await Expect(kofi.Log(resident.Reference)).ToContainTextAsync("Thank you");
        await Expect(resident.Page.Locator("body")).Not.ToContainTextAsync("Needs the engineer");

        // In another tab it goes away again, while this one has words of the other chat.
        var tab = new AdviserDesk(await kofi.Page.Context.NewPageAsync());
        await tab.Page.GotoAsync("/staff/chats");
        await tab.MoveAsync(resident.Reference, "Back to the queue");
        await Expect(kofi.Panel(resident.Reference)).ToHaveCountAsync(0);
        await Expect(kofi.Box(other.Reference)).ToHaveValueAsync("Half a sen");
        // Of a chat in which something is written the words stay.
        await tab.MoveAsync(other.Reference, "Back to the queue");
        await Expect(kofi.Panel(other.Reference)).ToContainTextAsync("You do not have this chat any more");
        await Expect(kofi.Panel(other.Reference).Locator("[data-unsent]")).ToContainTextAsync("Half a sen");
        await CheckAccessibilityAsync(kofi.Page, "adviser, lost a chat");
        // It comes back, and the words with it.
        await tab.AcceptAsync(other.Reference);
        await Expect(kofi.Box(other.Reference)).ToHaveValueAsync("Half a sen");
        await tab.MoveAsync(other.Reference, "Back to the queue");
        await Expect(kofi.Panel(other.Reference).Locator("[data-unsent]")).ToContainTextAsync("Half a sen");
        await kofi.Panel(other.Reference)
            .GetByRole(AriaRole.Button, new() { Name = "Remove from this page" })
            .ClickAsync();
        await Expect(kofi.Page.GetByText("You have no chat at the moment")).ToBeVisibleAsync();
        await Expect(kofi.Page.Locator("#mine")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Without_scripts_a_chat_goes_back_to_the_queue_and_a_colleague_takes_it_over()
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript: false),
            "housing-repairs",
            "Ottoline",
            "The lift is stuck",
            live: false
        );
        var asha = await OpenDeskAsync("adviser.housing");
        await asha.AcceptAsync(resident.Reference);
        await asha.MoveAsync(resident.Reference, "Back to the queue", "Needs the engineer");
        await resident.CheckForNewMessagesAsync();
        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are waiting for an adviser" }))
            .ToBeVisibleAsync();

        var kofi = await OpenDeskAsync("adviser.housing2");
        await kofi.AcceptAsync(resident.Reference);

        await Expect(kofi.Log(resident.Reference)).ToContainTextAsync("Needs the engineer");
        await Expect(kofi.Log(resident.Reference)).ToContainTextAsync("The chat went back into the queue");
        await CheckAccessibilityAsync(kofi.Page, "adviser without JavaScript, took a chat over");
        await resident.CheckForNewMessagesAsync();
        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Kofi" }))
            .ToBeVisibleAsync();
        await Expect(resident.Page.Locator("body")).Not.ToContainTextAsync("Needs the engineer");
        await kofi.EndAsync(resident.Reference);
    }

    private async Task<AdviserDesk> OpenDeskAsync(string userName) =>
        new(await OpenStaffWindowAsync(userName, "/staff/chats", javaScript: false), live: false);
}
