using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The chat on a page of another site: the button, the panel, and the resident's page in its frame.</summary>
internal sealed class EmbeddedChat(IPage page)
{
    public IPage Page => page;

    public ILocator Button => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Chat with us|Your chat)") });

    public ILocator Panel => page.GetByRole(AriaRole.Dialog, new() { Name = "Chat with the council" });

    public ILocator Shut => Panel.GetByRole(AriaRole.Button, new() { Name = "Hide chat" });

    /// <summary>What stands on the page where there can be no frame.</summary>
    public ILocator Link => page.Locator("council-webchat a");

    public IFrameLocator Frame => page.FrameLocator("council-webchat iframe");

    public ILocator Log => Frame.GetByRole(AriaRole.Log);

    public ILocator Box => Frame.GetByLabel("Your message");

    /// <summary>The frame's page, to look into it as it is.</summary>
    public IFrame Inside => page.Frames.Single(frame => frame != page.MainFrame);

    public async Task OpenAsync()
    {
        await Button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Panel).ToBeVisibleAsync();
    }

    /// <summary>Fills in the form of the frame and waits until messages come by themselves.</summary>
    /// <returns>The chat's reference.</returns>
    public async Task<string> StartAsync(string message)
    {
        await Frame.GetByLabel("I have read this and understand that the chat is recorded").CheckAsync();
        await Frame.GetByLabel("What do you need help with?").FillAsync(message);
        await Frame.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();
        await BecomesLiveAsync();
        return await Frame.Locator(".council-reference").First.InnerTextAsync();
    }

    public Task BecomesLiveAsync() => Expect(Frame.Locator("[data-connection]")).ToContainTextAsync("Connected");
}
