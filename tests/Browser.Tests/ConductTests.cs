using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The ladder against abuse (P7), as both sides see it.</summary>
public sealed class ConductTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_resident_is_cautioned_warned_a_last_time_and_loses_the_chat()
    {
        const string Caution = "Please write to me politely.";
        const string LastWarning = "This is my last warning.";
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ottoline", "You fool");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        var page = adviser.Page;
        await adviser.AcceptAsync(resident.Reference);

        await adviser.OpenAsync(resident.Reference, "Report or warn");
        // What will be sent is what is shown before.
        await Expect(page.Locator("blockquote")).ToContainTextAsync(Caution);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "End the chat because of conduct" }))
            .ToHaveCountAsync(0);
        await CheckAccessibilityAsync(page, "conduct, nothing yet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the caution" }).ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("Caution by Tomasz, sent to the resident");
        await Expect(resident.Log).ToContainTextAsync("Tomasz cautions you");
        await Expect(resident.Log).ToContainTextAsync(Caution);

        await adviser.OpenAsync(resident.Reference, "Report or warn");
        await Expect(page.Locator("blockquote")).ToContainTextAsync(LastWarning);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the final warning" }).ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("Final warning by Tomasz");
        await Expect(resident.Log).ToContainTextAsync(LastWarning);

        await adviser.OpenAsync(resident.Reference, "Report or warn");
        await page.GetByRole(AriaRole.Button, new() { Name = "Flag the resident's conduct" }).ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("You flagged the resident's conduct");
        await adviser.OpenAsync(resident.Reference, "Report or warn");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Flag the resident's conduct" }))
            .ToHaveCountAsync(0);
        await CheckAccessibilityAsync(page, "conduct, everything done");
        await page.GetByRole(AriaRole.Link, new() { Name = "End the chat because of conduct" }).ClickAsync();
        await Expect(page.GetByLabel("Ended because of conduct")).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();

        await Expect(resident.Page.GetByRole(AriaRole.Heading, new() { Name = "This chat has ended" }))
            .ToBeVisibleAsync();
        await Expect(resident.Page.Locator("body")).Not.ToContainTextAsync("flagged");
    }

    [Fact]
    public async Task A_warning_is_shown_to_the_adviser_in_the_residents_language_and_in_English()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/start?service=parking&lang=ar");
        await page.Locator("#understood").CheckAsync();
        await page.Locator("#message").FillAsync("Hello");
        await page.Locator("form:has(#message) button").ClickAsync();
        var reference = await page.Locator(".council-reference").First.InnerTextAsync();
        var adviser = new AdviserDesk(
            await OpenStaffWindowAsync("adviser.parking", "/staff/chats", javaScript: false),
            live: false
        );
        await adviser.AcceptAsync(reference);
        await Expect(adviser.Panel(reference).Locator(".govuk-tag--blue")).ToHaveTextAsync("Arabic");

        await adviser.OpenAsync(reference, "Report or warn");
        var words = await adviser.Page.Locator("blockquote[lang=ar]").InnerTextAsync();
        await Expect(adviser.Page.GetByText("In English: Please write to me politely.")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(adviser.Page, "conduct, in Arabic");
        await adviser.Page.GetByRole(AriaRole.Button, new() { Name = "Send the caution" }).ClickAsync();

        await Expect(page.Locator("[data-events]")).ToContainTextAsync(words);
    }
}
