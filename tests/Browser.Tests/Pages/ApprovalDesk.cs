using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The pages on which approvals are asked for and decided.</summary>
internal sealed class ApprovalDesk(IPage page)
{
    public IPage Page => page;

    public ILocator State => page.Locator(".govuk-summary-list .govuk-tag").First;

    /// <summary>From the page of a refusal.</summary>
    /// <returns>The address of the request's page.</returns>
    public async Task<string> AskAsync(string? note = null)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ask for approval" })).ToBeVisibleAsync();
        await page.GetByLabel("A note for the approver").FillAsync(note ?? "");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Request for approval" })).ToBeVisibleAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Finds the open request about a chat, among those to decide.</summary>
    public async Task OpenAsync(string chatReference)
    {
        await page.GotoAsync("/staff/approvals");
        await page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = chatReference })
            .GetByRole(AriaRole.Link)
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Request for approval" })).ToBeVisibleAsync();
    }

    public async Task DecideAsync(string? decision, string? reason = null)
    {
        foreach (var label in new[] { decision, reason }.OfType<string>())
        {
            await page.GetByLabel(label, new() { Exact = true }).CheckAsync();
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the decision" }).ClickAsync();
    }
}
