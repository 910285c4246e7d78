using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A service that is closed; in Development that is service-charges.</summary>
public sealed class LeaveMessageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true, "en")]
    [InlineData(false, "en")]
    [InlineData(true, "ar")]
    public async Task A_message_is_left_with_a_contact_and_confirmed(bool javaScript, string language)
    {
        var page = await OpenWindowAsync(javaScript, width: 360);
        await page.GotoAsync($"/start?service=service-charges&lang={language}");
        await Expect(page.Locator("input[name=mode]")).ToHaveValueAsync("message");
        await CheckAccessibilityAsync(page, "closed, leave a message");
        await page.Locator("#understood").CheckAsync();
        await page.Locator("#message").FillAsync("What is the charge for?");
        await page.Locator("form:has(#message) button").ClickAsync();
        await page.Locator(".govuk-error-summary a[href='#contact']").ClickAsync();
        await Expect(page.Locator("#contact")).ToBeFocusedAsync();
        await CheckAccessibilityAsync(page, "closed, contact missing");
        await page.Locator("#contact").FillAsync("nonsense");
        await page.Locator("form:has(#message) button").ClickAsync();
        await Expect(page.Locator("#contact-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#message")).ToHaveValueAsync("What is the charge for?");

        await page.Locator("#contact").FillAsync("ottoline@example.org");
        await page.Locator("form:has(#message) button").ClickAsync();

        await Expect(page.Locator(".chat__status[data-when=waiting]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-events] .chat__text")).ToHaveTextAsync(["What is the charge for?"]);
        await Expect(page.Locator("#text")).ToBeHiddenAsync();
        await Expect(page.Locator("main")).Not.ToContainTextAsync("ottoline@example.org");
        await CheckAccessibilityAsync(page, "message left");
    }

    [Fact]
    public async Task The_first_page_says_which_services_answer_now()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/");

        await Expect(page.Locator(".govuk-radios__item", new() { HasText = "Service charges" }))
            .ToContainTextAsync("You can leave a message");
        await Expect(page.Locator(".govuk-radios__item", new() { HasText = "Housing repairs" }))
            .ToContainTextAsync("Open.");
    }

    /// <summary>As for somebody whose page was open when the service closed.</summary>
    [Fact]
    public async Task A_start_that_comes_after_the_closing_keeps_its_text_and_becomes_a_message()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/start?service=parking");
        await page.Locator("#understood").CheckAsync();
        await page.Locator("#message").FillAsync("A long story");
        await page.Locator("#message").EvaluateAsync("field => (field.form.action = '/start?service=service-charges')");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The service has closed in the meantime");
        await Expect(page.Locator("#message")).ToHaveValueAsync("A long story");
        await CheckAccessibilityAsync(page, "closed in the meantime");
        await page.Locator("#contact").FillAsync("020 7946 0000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave message" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "We have your message" })).ToBeVisibleAsync();
    }
}
