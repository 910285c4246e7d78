using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The page of cases.</summary>
internal sealed class CaseRegister(IPage page)
{
    public IPage Page => page;

    public ILocator Row(string reference) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = reference });

    public Task OpenComplaintAsync(string reference, string chatReference) =>
        OpenAsync("Complaint", reference, chatReference);

    /// <param name="kind">As the page words it.</param>
    public async Task OpenAsync(string kind, string reference, string chatReference)
    {
        await page.GetByLabel(kind, new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Case reference").FillAsync(reference);
        await page.GetByLabel("References of the chats that it is about").FillAsync(chatReference);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open case" }).ClickAsync();
        await Expect(Row(reference)).ToContainTextAsync("open");
    }

    public async Task CloseAsync(string reference)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Close case {reference}" }).ClickAsync();
        await Expect(Row(reference)).ToContainTextAsync("closed");
    }
}
