using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The residents' pages in their languages.</summary>
public sealed class LanguageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData("cy", "Cymraeg", "Pa wasanaeth sydd dan sylw?")]
    [InlineData("pl", "Polski", "Której usługi to dotyczy?")]
    [InlineData("so", "Soomaali", "Adeeggee ayay ku saabsan tahay?")]
    [InlineData("ar", "العربية", "ما الخدمة التي يتعلق بها الأمر؟")]
    [InlineData("fr", "Français", "Quel service est concerné ?")]
    [InlineData("es", "Español", "¿De qué servicio se trata?")]
    public async Task A_language_is_chosen_by_its_own_name_and_kept(string tag, string name, string heading)
    {
        var page = await OpenWindowAsync(javaScript: false);
        await page.GotoAsync("/?page=/parking");

        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        // Where the person came from is not lost on the way.
        await Expect(page).ToHaveURLAsync(new Regex("page="));
        await page.GotoAsync("/privacy");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", tag);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", tag == "ar" ? "rtl" : "ltr");
        await Expect(page.Locator(".council-languages__draft")).ToBeVisibleAsync();
        await page.GotoAsync("/no/such/page");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", tag);
        await page.Locator(".council-languages__draft").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Page not found" })).ToBeVisibleAsync();
        await Expect(page.Locator(".council-languages__draft")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_first_page_is_in_the_browser_s_language_and_the_one_that_is_chosen_stays()
    {
        var page = await OpenWindowAsync(javaScript: false);
        await page.SetExtraHTTPHeadersAsync(
            new Dictionary<string, string> { ["Accept-Language"] = "de-AT, es;q=0.5, pl-PL;q=0.9, en;q=0.1" }
        );

        var response = await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "pl");
        Assert.Contains("Accept-Language", response!.Headers["vary"], StringComparison.Ordinal);
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "webchat-language");
        await page.GetByRole(AriaRole.Link, new() { Name = "English", Exact = true }).ClickAsync();
        await page.GotoAsync("/privacy");

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_in_Arabic_is_held_from_right_to_left_and_the_adviser_has_it_in_English(bool javaScript)
    {
        var page = await OpenWindowAsync(javaScript, width: 360);
        await page.GotoAsync("/?lang=ar");
        await CheckAccessibilityAsync(page, "Arabic, services");
        await page.GetByRole(AriaRole.Button, new() { Name = "متابعة" }).ClickAsync();
        await CheckAccessibilityAsync(page, "Arabic, no service chosen");
        await page.Locator("input[name=service][value=housing-repairs]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "متابعة" }).ClickAsync();
        await CheckAccessibilityAsync(page, "Arabic, start");
        await page.Locator("#understood").CheckAsync();
        await page.Locator("#name").FillAsync("ليلى");
        await page.Locator("#message").FillAsync("المصعد معطل في البناية 12B");
        await page.GetByRole(AriaRole.Button, new() { Name = "بدء المحادثة" }).ClickAsync();

        await Expect(page.Locator("[data-position]")).ToContainTextAsync("قائمة الانتظار");
        await CheckAccessibilityAsync(page, "Arabic, waiting");
        var reference = await page.Locator(".council-reference").First.InnerTextAsync();
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(reference);
        await adviser.SendAsync(reference, "Which floor?");
        await Expect(adviser.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(adviser.Log(reference)).ToContainTextAsync("المصعد");
        if (!javaScript)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "التحقق من وجود رسائل جديدة", Exact = true })
                .ClickAsync();
        }
        await Expect(page.Locator("[data-adviser]")).ToContainTextAsync("Asha");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Which floor?");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("(مستشار)");
        await CheckAccessibilityAsync(page, "Arabic, chatting");
        // One's own messages stand at the end of the line, which is the left.
        var log = await page.Locator("[data-log]").BoundingBoxAsync();
        var mine = await page.Locator(".chat__event--mine").First.BoundingBoxAsync();
        Assert.True(mine!.X - log!.X < log.X + log.Width - (mine.X + mine.Width));

        await adviser.EndAsync(reference);
        if (!javaScript)
        {
            await page.ReloadAsync();
        }
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "انتهت هذه المحادثة" })).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "Arabic, ended");
        await page.GetByRole(AriaRole.Link, new() { Name = "قراءة نسختك من المحادثة أو طباعتها" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "المحادثة" })).ToContainTextAsync("Which floor?");
        await CheckAccessibilityAsync(page, "Arabic, copy");
    }
}
