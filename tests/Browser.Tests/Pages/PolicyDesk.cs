using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The pages on which a version of the policy is proposed, looked at and published.</summary>
internal sealed class PolicyDesk(IPage page)
{
    public IPage Page => page;

    public ILocator Text => page.GetByLabel("Or the text (YAML)");

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Propose", Exact = true });

    public ILocator Publish => page.GetByRole(AriaRole.Button, new() { Name = "Publish version" });

    /// <summary>The row of a difference.</summary>
    public ILocator Change(string what) =>
        page.Locator(".council-difference").GetByRole(AriaRole.Row).Filter(new() { HasText = what });

    /// <summary>Opens the form with the text of a published version.</summary>
    public async Task StartFromAsync(string version)
    {
        await page.GotoAsync($"/staff/policy/propose?start={version}");
        await Expect(Text).Not.ToBeEmptyAsync();
    }

    public async Task ProposeAsync(string text)
    {
        await Text.FillAsync(text);
        await Send.ClickAsync();
    }

    /// <summary>A version that follows that of 2026, and differs in how long a permit lasts.</summary>
    public static string Next(string text, string version, string inForceFrom) =>
        text.Replace(
                "version: \"2026.1\"\nin_force_from: 2026-01-01",
                $"version: \"{version}\"\nin_force_from: {inForceFrom}",
                StringComparison.Ordinal
            )
            .Replace("permit_minutes: 30", "permit_minutes: 20", StringComparison.Ordinal);
}
