using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The adviser's page of chats. Works with and without JavaScript.</summary>
/// <param name="live">The page has JavaScript.</param>
internal sealed class AdviserDesk(IPage page, bool live = true)
{
    public IPage Page => page;

    public ILocator Waiting(string reference) => page.Locator("#queues li").Filter(new() { HasText = reference });

    public ILocator Panel(string reference) => page.Locator(".chat-panel").Filter(new() { HasText = reference });

    public ILocator Log(string reference) => Panel(reference).GetByRole(AriaRole.Log);

    public async Task AcceptAsync(string reference)
    {
        await Waiting(reference).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Panel(reference)).ToBeVisibleAsync();
        if (live)
        {
            await Expect(page.Locator("[data-connection]")).ToContainTextAsync("Connected");
        }
    }

    public async Task SendAsync(string reference, string text)
    {
        var box = Panel(reference).GetByRole(AriaRole.Textbox);
        await box.FillAsync(text);
        if (live)
        {
            await box.PressAsync("Enter");
        }
        else
        {
            await Panel(reference).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        }
        await Expect(Log(reference).Locator("[data-events] li").Filter(new() { HasText = text })).ToHaveCountAsync(1);
    }

    public async Task CheckForNewMessagesAsync() =>
        await page.GetByRole(AriaRole.Link, new() { Name = "Check for new" }).ClickAsync();

    public async Task EndAsync(string reference)
    {
        await Panel(reference).GetByRole(AriaRole.Link, new() { Name = "End chat" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();
        await Expect(Panel(reference)).ToHaveCountAsync(0);
    }
}
