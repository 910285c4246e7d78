using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What there is for a resident around the chat: rating, reporting, leaving at once.</summary>
public sealed class AfterChatTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resident_rates_an_ended_chat_once(bool javaScript)
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript),
            "parking",
            null,
            "Hello",
            live: javaScript
        );
        var page = resident.Page;
        await page.GotoAsync($"{resident.Path}/rate");
        await Expect(page.GetByText("You can rate this chat when it has ended")).ToBeVisibleAsync();
        await page.GotoAsync(resident.Path);
        await resident.EndAsync();
        await Expect(page.GetByText("We keep the recording until")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tell us how this chat was" }).ClickAsync();
        await CheckAccessibilityAsync(page, "resident, rating");

        await page.GetByRole(AriaRole.Button, new() { Name = "Send rating" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Select how happy you are" }).ClickAsync();
        await Expect(page.Locator("#score")).ToBeFocusedAsync();
        await CheckAccessibilityAsync(page, "resident, no rating chosen");
        await page.GetByLabel("Happy", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("What should we know about it?").FillAsync("It was quick");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send rating" }).ClickAsync();
        await Expect(page.GetByText("Your rating is saved")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "resident, rated");

        await page.GotoAsync($"{resident.Path}/rate");
        await page.GetByLabel("Unhappy", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send rating" }).ClickAsync();
        await Expect(page.GetByText("This chat has been rated already")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_report_of_the_advisers_conduct_is_seen_by_the_resident_and_not_by_the_adviser()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await resident.Page.GetByRole(AriaRole.Link, new() { Name = "Report the adviser" }).ClickAsync();
        await CheckAccessibilityAsync(resident.Page, "resident, report");

        await resident.Page.GetByRole(AriaRole.Button, new() { Name = "Report this chat" }).ClickAsync();

        await Expect(resident.Log).ToContainTextAsync("You reported the adviser");
        await resident.BecomesLiveAsync();
        await resident.SendAsync("One more thing");
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("One more thing");
        await Expect(adviser.Log(resident.Reference)).Not.ToContainTextAsync("conduct");
    }

    [Fact]
    public async Task The_pages_of_social_care_can_be_left_at_once()
    {
        var page = await OpenWindowAsync();
        await page.Context.RouteAsync(
            "https://www.bbc.co.uk/**",
            route => route.FulfillAsync(new() { Body = "Weather", ContentType = "text/html" })
        );
        var resident = await ResidentChat.StartAsync(page, "adult-social-care", null, "Hello");
        await CheckAccessibilityAsync(page, "resident, social care");

        await page.GetByRole(AriaRole.Button, new() { Name = "Exit this page" }).ClickAsync();
        await page.WaitForURLAsync("https://www.bbc.co.uk/**");

        await page.GotoAsync(resident.Path);
        await page.Keyboard.PressAsync("Shift");
        await page.Keyboard.PressAsync("Shift");
        await page.Keyboard.PressAsync("Shift");
        await page.WaitForURLAsync("https://www.bbc.co.uk/**");
    }
}
