using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A case on its own page: its links, the day of its review, its end.</summary>
public sealed class CaseTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_case_is_linked_to_another_chat_dated_anew_and_closed(bool javaScript)
    {
        var reference = $"PAGE-{javaScript}".ToUpperInvariant();
        var register = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases", javaScript));
        await register.OpenAsync("Subject access", reference, "AAAA-2222");
        var page = register.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = reference }).ClickAsync();
        var main = page.GetByRole(AriaRole.Main);

        await page.GetByLabel("Reference of the chat").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Link chat" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("looks like");
        await CheckAccessibilityAsync(page, "a chat that cannot be linked");
        await page.GetByLabel("Reference of the chat").FillAsync("bbbb-3333");
        await page.GetByRole(AriaRole.Button, new() { Name = "Link chat" }).ClickAsync();
        await Expect(main).ToContainTextAsync("BBBB-3333");

        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(40);
        await page.GetByLabel("Review the case on").FillAsync(day.ToString("O", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Change date" }).ClickAsync();
        await Expect(main.GetByText(day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture))).ToBeVisibleAsync();

        await ChangeAsync(
            "policies",
            "UPDATE policy.cases SET review_on = '2026-01-01' WHERE reference = $1",
            reference
        );
        await page.GotoAsync("/staff/cases");
        await Expect(register.Row(reference)).ToContainTextAsync("Overdue");
        await CheckAccessibilityAsync(page, "a case whose review is overdue");
        await page.GetByRole(AriaRole.Link, new() { Name = reference, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close case" }).ClickAsync();
        await Expect(main).ToContainTextAsync("closed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Close case" })).ToHaveCountAsync(0);
        await CheckAccessibilityAsync(page, "a closed case");
    }

    [Fact]
    public async Task A_case_that_does_not_exist_is_not_found()
    {
        var page = await OpenStaffWindowAsync("supervisor.housing");

        var response = await page.GotoAsync($"/staff/cases/{Guid.NewGuid()}");

        Assert.Equal((int)HttpStatusCode.NotFound, response!.Status);
    }
}
