using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A verification of the ledger that takes its time: how far it is, and what it finds in the end.</summary>
public sealed class VerificationTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private readonly Guid _id = Guid.CreateVersion7();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_follows_a_verification_until_all_is_right(bool javaScript)
    {
        await BeginAsync();
        try
        {
            var page = await OpenAsync(javaScript);
            await Expect(page.GetByText("400 of 1,000 entries checked.")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Entries checked" }))
                .ToHaveAttributeAsync("value", "400");
            await CheckAccessibilityAsync(page, "verification under way");

            await ChangeAsync("entries_checked = 700");
            await Expect(page.GetByText("700 of 1,000 entries checked.")).ToBeVisibleAsync();

            await ChangeAsync("state = 'right', ended_at = now(), entries_checked = 1000");
            await Expect(page.GetByText("All is right. 1,000 entries are in order")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Result" })).ToBeVisibleAsync();
            await CheckAccessibilityAsync(page, "verification ended");
        }
        finally
        {
            await ForgetAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_follows_a_verification_until_it_says_what_is_wrong(bool javaScript)
    {
        await BeginAsync();
        try
        {
            var page = await OpenAsync(javaScript);
            await Expect(page.GetByText("400 of 1,000 entries checked.")).ToBeVisibleAsync();

            await ChangeAsync(
                """
                state = 'wrong', ended_at = now(), entries_checked = 1000, finding_count = 26,
                findings = array(select format('entry %s: not what was signed', one) from generate_series(1, 25) one)
                """
            );
            await Expect(page.GetByText("26 things are wrong. The ledger is not what was signed.")).ToBeVisibleAsync();
            await Expect(page.GetByText("entry 25: not what was signed")).ToBeVisibleAsync();
            await Expect(page.GetByText("And 1 more.")).ToBeVisibleAsync();
            await CheckAccessibilityAsync(page, "verification with findings");
        }
        finally
        {
            await ForgetAsync();
        }
    }

    /// <summary>The demo's ledger is verified before a page could show how far that is.</summary>
    private Task BeginAsync() =>
        ChangeAsync(
            "policies",
            """
            insert into ledger.verifications
                (id, state, started_at, seen_at, entries_checked, size, findings, finding_count)
            values ($1, 'running', now(), now() + interval '1 hour', 400, 1000, '{}', 0)
            """,
            _id
        );

    private Task ChangeAsync(string values) =>
        ChangeAsync("policies", $"update ledger.verifications set {values} where id = $1", _id);

    private Task ForgetAsync() => ChangeAsync("policies", "delete from ledger.verifications where id = $1", _id);

    private async Task<IPage> OpenAsync(bool javaScript)
    {
        var page = await OpenStaffWindowAsync("auditor", "/staff/ledger/verify", javaScript);
        await page.GetByRole(AriaRole.Listitem)
            .Filter(new() { HasText = "under way" })
            .GetByRole(AriaRole.Link)
            .ClickAsync();
        return page;
    }
}
