using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The same chat by forms and links alone.</summary>
public sealed class ChatWithoutJavaScriptTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_resident_and_an_adviser_chat_by_forms_and_the_resident_keeps_a_copy()
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript: false),
            "housing-repairs",
            "Ottoline",
            "The lift is stuck",
            live: false
        );
        await Expect(resident.Page.Locator("[data-position]")).ToContainTextAsync("in the queue");
        await CheckAccessibilityAsync(resident.Page, "resident without JavaScript, waiting");

        var page = await OpenStaffWindowAsync("adviser.housing", "/staff/chats", javaScript: false);
        var adviser = new AdviserDesk(page, live: false);
        await adviser.AcceptAsync(resident.Reference);
        await adviser.SendAsync(resident.Reference, "Which floor are you on?");
        await CheckAccessibilityAsync(page, "adviser without JavaScript, chatting");

        await resident.CheckForNewMessagesAsync();
        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Asha" }))
            .ToBeVisibleAsync();
        await Expect(resident.Log).ToContainTextAsync("Which floor are you on?");
        await resident.SendAsync("The third floor");
        await adviser.CheckForNewMessagesAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("The third floor");

        await adviser
            .Panel(resident.Reference)
            .GetByRole(AriaRole.Link, new() { Name = "Open by itself" })
            .ClickAsync();
        await adviser.SendAsync(resident.Reference, "Somebody is on the way");
        await CheckAccessibilityAsync(page, "adviser without JavaScript, one chat");
        await adviser.EndAsync(resident.Reference);

        await resident.CheckForNewMessagesAsync();
        await Expect(resident.Page.GetByText("This chat has ended")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident.Page, "resident without JavaScript, ended");
        await resident.OpenCopyAsync();
        var copy = resident.Page.GetByRole(AriaRole.Region, new() { Name = "Conversation" });
        await Expect(copy).ToContainTextAsync("The third floor");
        await Expect(copy).ToContainTextAsync("Somebody is on the way");
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_stays_in_the_form_with_the_reason()
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript: false),
            "parking",
            null,
            "Hello",
            live: false
        );
        var tooLong = new string('x', 4001);

        await resident.Box.FillAsync(tooLong);
        await resident.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(resident.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("4,000 characters or less");
        await Expect(resident.Box).ToHaveValueAsync(tooLong);
        await Expect(resident.Page).ToHaveTitleAsync("Error: Your chat - Council webchat");
        await CheckAccessibilityAsync(resident.Page, "resident without JavaScript, message too long");
    }
}
