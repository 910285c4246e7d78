using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>All versions of the notice, for residents (P5, P19).</summary>
public sealed class NoticeTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task Each_version_of_the_notice_can_be_read_in_each_of_its_languages()
    {
        var page = await OpenWindowAsync(javaScript: false);
        await page.GotoAsync("/privacy");
        await page.GetByRole(AriaRole.Link, new() { Name = "See all versions of this notice" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "In force now" });
        await Expect(row).ToContainTextAsync("2026.1");
        await Expect(row).ToContainTextAsync("1 January 2026");
        await Expect(row.GetByRole(AriaRole.Link)).ToHaveCountAsync(7);
        await CheckAccessibilityAsync(page, "versions of the notice");

        await row.GetByRole(AriaRole.Link, new() { Name = "العربية" }).ClickAsync();
        var notice = page.Locator("section[lang=ar]");
        await Expect(notice).ToHaveAttributeAsync("dir", "rtl");
        await Expect(notice.GetByRole(AriaRole.Heading)).ToHaveTextAsync("كيف نستخدم هذه المحادثة");
        // The page around it stays in the language that was chosen.
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.GetByText("A machine translated this notice")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "a notice in Arabic");

        await page.GotoAsync("/privacy/versions?lang=ar");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "كل نسخ الإشعار" })).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "versions of the notice, Arabic");
    }

    [Theory]
    [InlineData("/privacy/versions/1999.1/en")]
    [InlineData("/privacy/versions/2026.1/de")]
    [InlineData("/policy/compare?from=1999.1&to=2026.1")]
    public async Task What_was_never_published_is_not_found(string address)
    {
        var page = await OpenWindowAsync();

        var response = await page.GotoAsync(address);

        Assert.Equal((int)HttpStatusCode.NotFound, response!.Status);
        await CheckAccessibilityAsync(page, address);
    }
}
