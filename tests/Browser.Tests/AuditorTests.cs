using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>An auditor finds what was decided, sees why, takes the receipt with them, and has the ledger verified.</summary>
public sealed class AuditorTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_auditor_searches_opens_a_decision_downloads_its_receipt_and_verifies(bool javaScript)
    {
        var chat = await HoldChatAsync("The boiler is out", "An engineer comes today");
        var decisionId = await Fact(await ReadAsync(chat), "Decision id").InnerTextAsync();
        var page = await OpenStaffWindowAsync("auditor", "/staff/ledger", javaScript);
        await CheckAccessibilityAsync(page, "ledger");

        await page.GetByLabel("Case reference").FillAsync($"comp-{chat.Reference}");
        await page.GetByLabel("Purpose").SelectOptionAsync("complaint");
        await page.GetByLabel("Kind").SelectOptionAsync("decision");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Permit" });
        await Expect(row).ToHaveCountAsync(1);
        await CheckAccessibilityAsync(page, "entries found");

        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Fact(page, "Decision id")).ToHaveTextAsync(decisionId);
        await Expect(Fact(page, "Clause")).ToHaveTextAsync("P16");
        await Expect(Fact(page, "Chat")).ToHaveTextAsync(chat.Reference);
        await Expect(Fact(page, "Case")).ToContainTextAsync($"COMP-{chat.Reference}");
        await Expect(Fact(page, "Obligations")).ToContainTextAsync("third parties are masked");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Read" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The boiler is out");
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Ottoline");
        await CheckAccessibilityAsync(page, "entry of a decision");

        await DownloadReceiptAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Ledger", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Verify the ledger" }).ClickAsync();
        await CheckAccessibilityAsync(page, "verification not started");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Expect(page.GetByText("All is right.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"verify {Stack.Gateway}ledger --vkey '");
        await CheckAccessibilityAsync(page, "verified");
    }

    /// <summary>A checkpoint covers an entry within a second; until then the page says so.</summary>
    private static async Task DownloadReceiptAsync(IPage page)
    {
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download the receipt" });
        while (await link.CountAsync() == 0)
        {
            await page.ReloadAsync();
        }
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        using var receipt = new StreamReader(await download.CreateReadStreamAsync());
        Assert.Equal("c2sp.org/tlog-proof@v1", await receipt.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith(".tlog-proof", download.SuggestedFilename, StringComparison.Ordinal);
    }
}
