using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>Finding a recording and asking to read it.</summary>
internal sealed class RecordingDesk(IPage page)
{
    /// <summary>The purpose that needs the case of a complaint, as the page words it.</summary>
    public const string Complaint = "To look into a complaint";

    public IPage Page => page;

    public async Task FindAsync(string reference)
    {
        await page.GotoAsync("/staff/recordings");
        await page.GetByLabel("Reference").FillAsync(reference);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = reference }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ask to read a recording" })).ToBeVisibleAsync();
    }

    /// <param name="purpose">As it is worded on the page.</param>
    public async Task AskAsync(string purpose, string? caseReference)
    {
        await page.GetByLabel(purpose, new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Case reference").FillAsync(caseReference ?? "");
        await page.GetByLabel("Justification").FillAsync("The complaint is about what was said in this chat.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to read" }).ClickAsync();
    }
}
