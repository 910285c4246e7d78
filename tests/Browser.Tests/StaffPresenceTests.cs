using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>An adviser's chats stay theirs on whichever staff page they are.</summary>
[Collection<ImpatientSetting>]
public sealed class StaffPresenceTests(ImpatientSetting stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_chat_stays_while_its_adviser_is_on_another_page_which_says_what_is_new_in_it()
    {
        var (resident, adviser) = await TalkAsync(javaScript: true);
        var page = adviser.Page;
        await adviser.OpenAsync(resident.Reference, "Move chat");
        await Expect(page.Locator("[data-watch=live]")).ToHaveCountAsync(1);

        await OutlastAsync(ImpatientSetting.AdviserGone * 2);

        await Expect(resident.Page.Locator("[data-chat]")).ToHaveAttributeAsync("data-state", "active");
        await resident.SendAsync("Are you still there?");
        await Expect(page).ToHaveTitleAsync("(1 new) Move chat - Council webchat");
        await Expect(page.Locator("[data-watch]")).ToContainTextAsync("1 new message in your chats.");
        // It has not been on the adviser's screen.
        await Expect(resident.Saved("Are you still there?").Locator(".chat__state")).ToHaveTextAsync("Sent");
        await CheckAccessibilityAsync(page, "move chat, new message elsewhere");
        await page.GotoAsync("/staff");
        await Expect(page.Locator("[data-watch=live]")).ToHaveCountAsync(1);
        await OutlastAsync(ImpatientSetting.AdviserGone * 2);
        await page.GotoAsync("/staff/chats");
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("Are you still there?");
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task What_comes_before_another_page_is_connected_is_new_on_it_all_the_same()
    {
        var (resident, adviser) = await TalkAsync(javaScript: true);
        var opening = new TaskCompletionSource();
        await adviser.Page.RouteAsync(
            "**/js/watch.js",
            async route =>
            {
                await opening.Task;
                await route.ContinueAsync();
            }
        );
        await adviser.Panel(resident.Reference).GetByRole(AriaRole.Link, new() { Name = "Move chat" }).ClickAsync();
        await Expect(adviser.Page.GetByRole(AriaRole.Heading, new() { Name = "Move chat" })).ToBeVisibleAsync();

        await resident.SendAsync("Are you still there?");
        opening.SetResult();

        await Expect(adviser.Page.Locator("[data-watch]")).ToContainTextAsync("1 new message in your chats.");
        await adviser.Page.GotoAsync("/staff/chats");
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task A_page_about_a_chat_that_went_back_to_the_queue_says_so_and_gives_the_note_back()
    {
        var (resident, adviser) = await TalkAsync(javaScript: true);
        var page = adviser.Page;
        await adviser.OpenAsync(resident.Reference, "Move chat");
        await page.GetByLabel("Note for whoever takes over").FillAsync("Needs the engineer");
        await page.GetByLabel("Back to the queue").CheckAsync();
        await Expect(page.Locator("[data-watch=live]")).ToHaveCountAsync(1);
        var other = new AdviserDesk(await page.Context.NewPageAsync());
        await other.Page.GotoAsync("/staff/chats");
        await other.MoveAsync(resident.Reference, "Back to the queue");

        await Expect(page.Locator("[data-watch]")).ToContainTextAsync("You do not have this chat any more");
        await CheckAccessibilityAsync(page, "move chat, chat lost meanwhile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move the chat" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This chat went back to the queue" }))
            .ToBeVisibleAsync();
        await Expect(page.GetByLabel("Your internal note")).ToHaveValueAsync("Needs the engineer");
        await CheckAccessibilityAsync(page, "chat went back to the queue");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your chats and the people waiting" }).ClickAsync();
        await adviser.AcceptAsync(resident.Reference);
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task Without_scripts_every_page_counts_as_presence_for_a_longer_time_and_then_the_chat_goes_back()
    {
        // Somebody whom no other test knows: who was connected a moment ago has the short time still.
        var userName = await NewColleagueAsync("adviser.housing");
        var (resident, adviser) = await TalkAsync(javaScript: false, "housing-repairs", userName);
        var page = adviser.Page;
        var state = new ChatState(resident);
        await adviser.OpenAsync(resident.Reference, "End chat");
        await OutlastAsync(ImpatientSetting.AdviserGoneWithoutScripts / 2);
        await page.GotoAsync("/staff");
        await OutlastAsync(ImpatientSetting.AdviserGoneWithoutScripts * 0.75);

        await state.IsAsync("active");
        await page.GotoAsync("/staff/chats");
        await adviser.OpenAsync(resident.Reference, "End chat");
        await page.GetByLabel("The question was answered").CheckAsync();
        await state.BecomesAsync("waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This chat went back to the queue" }))
            .ToBeVisibleAsync();
    }

    /// <summary>The time itself is what is tested: that nothing happens in it.</summary>
    private static Task OutlastAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    private async Task<(ResidentChat Resident, AdviserDesk Adviser)> TalkAsync(
        bool javaScript,
        string service = "parking",
        string userName = "adviser.parking"
    )
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), service, "Ottoline", "Hello");
        var page = await OpenStaffWindowAsync(userName, "/staff/chats", javaScript);
        var adviser = new AdviserDesk(page, live: javaScript);
        await adviser.AcceptAsync(resident.Reference);
        return (resident, adviser);
    }

    /// <summary>What the resident's live page says of the chat.</summary>
    private sealed class ChatState(ResidentChat resident)
    {
        private ILocator Chat => resident.Page.Locator("[data-chat]");

        public async Task IsAsync(string state) => Assert.Equal(state, await Chat.GetAttributeAsync("data-state"));

        public Task BecomesAsync(string state) =>
            Expect(Chat)
                .ToHaveAttributeAsync(
                    "data-state",
                    state,
                    new() { Timeout = (float)(ImpatientSetting.AdviserGoneWithoutScripts * 3).TotalMilliseconds }
                );
    }
}
