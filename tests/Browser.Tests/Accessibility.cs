using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests;

/// <summary>WCAG 2.2 A and AA as far as a program can tell, and what a page has to be besides.</summary>
internal static class Accessibility
{
    private const int NarrowWidth = 320;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        },
    };

    /// <summary>Checks the page in its present state, at its width and at 320 pixels (WCAG 1.4.10).</summary>
    /// <param name="state">Said when the check fails.</param>
    public static async Task CheckAsync(IPage page, string state)
    {
        var before = page.ViewportSize!;
        await CheckOutlineAsync(page, state);
        await CheckRulesAsync(page, state);
        await page.SetViewportSizeAsync(NarrowWidth, before.Height);
        await CheckRulesAsync(page, $"{state}, {NarrowWidth} pixels wide");
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= NarrowWidth, $"{state}: the page is {width} pixels wide in a window of {NarrowWidth}.");
        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    private static async Task CheckRulesAsync(IPage page, string state)
    {
        var result = await page.RunAxe(Wcag).WaitAsync(Patience);
        var found = result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}\n  {string.Join("\n  ", violation.Nodes.Select(node => node.Html))}"
        );
        Assert.True(result.Violations.Length == 0, $"{state} ({page.Url}):\n{string.Join('\n', found)}");
    }

    private static async Task CheckOutlineAsync(IPage page, string state)
    {
        Assert.True(await page.Locator("h1").CountAsync() == 1, $"{state}: a page has one main heading.");
        var language = await page.Locator("html").GetAttributeAsync("lang");
        var prefix = language switch
        {
            "en" or "en-GB" => "Error: ",
            "ar" => "خطأ: ",
            _ => throw new InvalidOperationException(
                $"{state}: say here how a title begins in '{language}' after an error."
            ),
        };
        var hasErrors = await page.Locator(".govuk-error-summary, .error-summary").CountAsync() > 0;
        Assert.Equal(hasErrors, (await page.TitleAsync()).StartsWith(prefix, StringComparison.Ordinal));
    }
}
