using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>A resident's chat, from its start on. Works with and without JavaScript.</summary>
public sealed partial class ResidentChat
{
    private readonly bool _isLive;

    private ResidentChat(IPage page, string reference, bool isLive)
    {
        Page = page;
        Reference = reference;
        Path = new Uri(page.Url).AbsolutePath;
        _isLive = isLive;
    }

    public IPage Page { get; }

    public string Reference { get; }

    /// <summary>The address of the chat's page.</summary>
    public string Path { get; }

    public ILocator Log => Page.GetByRole(AriaRole.Log);

    public ILocator Box => Page.GetByLabel("Your message");

    public ILocator Unsent => Page.Locator("[data-unsent] li");

    /// <summary>What is said, and read out, about messages that could not be sent.</summary>
    public ILocator Notice => Page.Locator("[data-notice]");

    public ILocator Connection => Page.Locator("[data-connection]");

    /// <summary>Chooses the service, confirms the notice and starts.</summary>
    /// <param name="live">Wait until messages come by themselves.</param>
    public static async Task<ResidentChat> StartAsync(
        IPage page,
        string service,
        string? name,
        string message,
        bool live = true
    )
    {
        await page.GotoAsync("/");
        await page.Locator($"input[name=service][value={service}]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("I have read this and understand that the chat is recorded").CheckAsync();
        if (name is not null)
        {
            await page.GetByLabel("Your first name (optional)").FillAsync(name);
        }
        await page.GetByLabel("What do you need help with?").FillAsync(message);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();
        await page.WaitForURLAsync(ChatAddress());
        var chat = new ResidentChat(page, await page.Locator(".council-reference").First.InnerTextAsync(), live);
        if (live)
        {
            await chat.BecomesLiveAsync();
        }
        return chat;
    }

    /// <summary>A tab in which the chat is open already.</summary>
    public static ResidentChat In(IPage page, string reference) => new(page, reference, isLive: true);

    public Task BecomesLiveAsync() => Expect(Connection).ToContainTextAsync("Connected");

    /// <summary>Sends as the page invites to: with Enter when it is live, by its button otherwise.</summary>
    public async Task SendAsync(string text)
    {
        await Box.FillAsync(text);
        if (_isLive)
        {
            await Box.PressAsync("Enter");
        }
        else
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        }
        await Expect(Saved(text)).ToHaveCountAsync(1);
    }

    /// <summary>Ends the chat, or leaves the queue while nobody answers.</summary>
    public ILocator EndLink => Page.GetByRole(AriaRole.Link, new() { NameRegex = EndLinkWords() });

    /// <summary>The messages with this text that are on the record.</summary>
    public ILocator Saved(string text) => Page.Locator("[data-events] li").Filter(new() { HasText = text });

    /// <summary>What one does without JavaScript to see what is new.</summary>
    public Task CheckForNewMessagesAsync() =>
        Page.GetByRole(AriaRole.Link, new() { Name = "Check for new messages", Exact = true }).ClickAsync();

    public async Task EndAsync()
    {
        await EndLink.ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = EndButton() }).ClickAsync();
        await Expect(Page.GetByText("This chat has ended")).ToBeVisibleAsync();
    }

    public Task OpenCopyAsync() =>
        Page.GetByRole(AriaRole.Link, new() { Name = "Read or print your copy of the chat" }).ClickAsync();

    [GeneratedRegex("^(End this chat|Leave the queue)$")]
    private static partial Regex EndLinkWords();

    [GeneratedRegex("^(End the chat|Leave the queue)$")]
    private static partial Regex EndButton();

    [GeneratedRegex("/chat/[0-9a-f-]{36}(#.*)?$")]
    private static partial Regex ChatAddress();
}
