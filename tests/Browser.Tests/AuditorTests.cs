using System.Globalization;
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
        var before = LocalTime(DateTimeOffset.UtcNow);
        var chat = await HoldChatAsync("The boiler is out", "An engineer comes today");
        var decisionId = await Fact(await ReadAsync(chat), "Decision id").InnerTextAsync();
        var after = LocalTime(DateTimeOffset.UtcNow.AddMinutes(1));
        var page = await OpenStaffWindowAsync("auditor", "/staff/ledger", javaScript);
        await CheckAccessibilityAsync(page, "ledger");

        (string Label, string Value)[] known =
        [
            ("Kind", "decision"),
            ("Purpose", "complaint"),
            ("From", before),
            ("Until", after),
            ("Case reference", $"comp-{chat.Reference}"),
            ("Chat reference", chat.Reference.ToLowerInvariant()),
            ("Decision id", decisionId),
        ];
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Permit" });
        foreach (var (label, value) in OtherValues(before, after))
        {
            await SearchAsync(page, known);
            await Expect(row).ToHaveCountAsync(1);
            await SearchAsync(page, [.. known.Select(field => field.Label == label ? (label, value) : field)]);
            await Expect(page.GetByText("No entry matches.")).ToBeVisibleAsync();
        }
        await page.GotoAsync("/staff/ledger");
        await SearchAsync(page, ("Decision id", decisionId), ("Kind", "decision"));
        await Expect(row).ToHaveCountAsync(1);
        await CheckAccessibilityAsync(page, "entries found");

        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Fact(page, "Decision id")).ToHaveTextAsync(decisionId);
        await Expect(Fact(page, "Clause")).ToHaveTextAsync("P16");
        await Expect(Fact(page, "Rules that decided")).ToHaveTextAsync("purposes/complaint/grants/0");
        await Expect(Fact(page, "Chat")).ToHaveTextAsync(chat.Reference);
        await Expect(Fact(page, "Case")).ToContainTextAsync($"COMP-{chat.Reference}");
        await Expect(Fact(page, "Obligations"))
            .ToHaveTextAsync(
                "The person signed in shortly before. Details of third parties are masked. Reading ends with the permit."
            );
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Read" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The boiler is out");
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Ottoline");
        await CheckAccessibilityAsync(page, "entry of a decision");
        await LinksToTheTraceAsync(page);

        await DownloadReceiptAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Ledger", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Verify the ledger" }).ClickAsync();
        await CheckAccessibilityAsync(page, "verification not started");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Expect(page.GetByText("All is right.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"verify {Stack.Gateway}ledger --vkey '");
        await CheckAccessibilityAsync(page, "verified");
    }

    /// <summary>With any one of them, nothing is found of what was found before.</summary>
    private static (string Label, string Value)[] OtherValues(string before, string after) =>
        [
            ("Kind", "restriction"),
            ("Purpose", "safety"),
            ("From", after),
            ("Until", before),
            ("Case reference", "COMP-OTHER"),
            ("Chat reference", "AAAA-2222"),
            ("Decision id", $"{Guid.CreateVersion7()}"),
        ];

    private static async Task SearchAsync(IPage page, params (string Label, string Value)[] fields)
    {
        foreach (var (label, value) in fields)
        {
            var field = page.GetByLabel(label, new() { Exact = true });
            await (label is "Kind" or "Purpose" ? field.SelectOptionAsync(value) : field.FillAsync(value));
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
    }

    /// <summary>The trace is that of the officer's request, from the page on.</summary>
    private async Task LinksToTheTraceAsync(IPage page)
    {
        var link = await Fact(page, "Trace").GetByRole(AriaRole.Link).GetAttributeAsync("href");
        var start = $"{StackFixture.Dashboard}/traces/detail/";
        Assert.StartsWith(start, link, StringComparison.Ordinal);
        await Stack.Telemetry.WaitForAsync(
            spans => spans.FirstOrDefault(span => span.TraceId == link![start.Length..] && span.Service == "frontend"),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>As the form takes it: the council's time, to the minute.</summary>
    private static string LocalTime(DateTimeOffset at) =>
        TimeZoneInfo
            .ConvertTimeBySystemTimeZoneId(at, "Europe/London")
            .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

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
