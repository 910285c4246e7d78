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

    /// <summary>Where the adviser writes to the resident.</summary>
    public ILocator Box(string reference) => Panel(reference).Locator("[data-compose] textarea");

    /// <summary>The part of the panel that opens under these words.</summary>
    public ILocator Part(string reference, string words) =>
        Panel(reference).Locator("details").Filter(new() { Has = page.Locator($"summary:has-text('{words}')") });

    public async Task AcceptAsync(string reference)
    {
        await Waiting(reference).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Panel(reference)).ToBeVisibleAsync();
        if (live)
        {
            await BecomesLiveAsync();
        }
    }

    public Task BecomesLiveAsync() => Expect(page.Locator("[data-connection]")).ToContainTextAsync("Connected");

    public async Task SendAsync(string reference, string text)
    {
        await Box(reference).FillAsync(text);
        await SendAsync(reference);
        await Expect(Log(reference).Locator("[data-events] li").Filter(new() { HasText = text })).ToHaveCountAsync(1);
    }

    /// <summary>Sends what is in the box.</summary>
    public async Task SendAsync(string reference)
    {
        if (live)
        {
            await Box(reference).PressAsync("Enter");
        }
        else
        {
            await Panel(reference).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        }
    }

    public async Task WriteNoteAsync(string reference, string note)
    {
        var part = Part(reference, "Write an internal note");
        await part.Locator("summary").ClickAsync();
        await part.Locator("textarea").FillAsync(note);
        await part.GetByRole(AriaRole.Button, new() { Name = "Save note" }).ClickAsync();
        await Expect(Log(reference).Locator(".chat__event--note").Filter(new() { HasText = note })).ToBeVisibleAsync();
    }

    /// <summary>Opens the page on which something is done with a chat: <c>Move chat</c>, <c>Report or warn</c>, <c>End chat</c>.</summary>
    public Task OpenAsync(string reference, string page) =>
        Panel(reference).GetByRole(AriaRole.Link, new() { Name = page }).ClickAsync();

    /// <param name="where">Part of what the choice says.</param>
    public async Task MoveAsync(string reference, string where, string? note = null)
    {
        await OpenAsync(reference, "Move chat");
        await page.GetByLabel(where).CheckAsync();
        if (note is not null)
        {
            await page.GetByLabel("Note for whoever takes over").FillAsync(note);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Move the chat" }).ClickAsync();
        await Expect(Panel(reference)).ToHaveCountAsync(0);
    }

    public async Task CheckForNewMessagesAsync() =>
        await page.GetByRole(AriaRole.Link, new() { Name = "Check for new" }).ClickAsync();

    public async Task EndAsync(string reference, string outcome = "The question was answered")
    {
        await OpenAsync(reference, "End chat");
        await page.GetByLabel(outcome).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();
        await Expect(Panel(reference)).ToHaveCountAsync(0);
    }
}
