using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A resident sees who looked, on their own device and with the copy on any other (law 7).</summary>
public sealed partial class AccessLogTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reading_is_listed_with_its_reason_and_a_receipt_and_the_copy_s_code_opens_the_list_elsewhere(
        bool javaScript
    )
    {
        var chat = await HoldChatAsync("The heating is off", "I send an engineer", javaScript);
        var resident = chat.Resident.Page;
        var link = resident.GetByRole(AriaRole.Link, new() { Name = "See who has used this recording" });
        await link.ClickAsync();
        await Expect(resident.GetByText("There is no use to list.")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident, "access log, empty");
        await ReadAsync(chat);

        await resident.ReloadAsync();

        await ListsTheReadingAsync(resident);
        await CheckAccessibilityAsync(resident, "access log, one reading");
        await Expect(resident.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The heating is off");
        await ReceiptComesAsync(resident);

        await resident.GotoAsync($"{chat.Resident.Path}/copy");
        var code = await resident.GetByText(CodePattern()).InnerTextAsync();
        var elsewhere = await OpenWindowAsync(javaScript, width: 320, height: 640);
        await elsewhere.GotoAsync("/access-log");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Show who has used it" }).ClickAsync();
        await Expect(elsewhere.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter the code");
        await elsewhere.GetByLabel("Reference of the chat").FillAsync(chat.Reference.ToLowerInvariant());
        await elsewhere.GetByLabel("Code").FillAsync($"0000{code[4..]}");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Show who has used it" }).ClickAsync();
        await Expect(elsewhere.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("There is no copy with this reference and this code");
        await CheckAccessibilityAsync(elsewhere, "access log, wrong code");
        await elsewhere.GetByLabel("Code").FillAsync(code);
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Show who has used it" }).ClickAsync();

        await ListsTheReadingAsync(elsewhere);
        await Expect(elsewhere.GetByText("Your own copy was last opened on")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(elsewhere, "access log by code");
        Assert.EndsWith("/access-log", elsewhere.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_there_in_Arabic_from_right_to_left()
    {
        var chat = await HoldChatAsync("The heating is off", "I send an engineer");
        await ReadAsync(chat);
        var resident = chat.Resident.Page;

        await resident.GotoAsync($"{chat.Resident.Path}/access?lang=ar");

        await Expect(resident.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Expect(resident.GetByText("فريق السجلات")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident, "access log in Arabic");
    }

    private static async Task ListsTheReadingAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who has used this recording" }))
            .ToBeVisibleAsync();
        await Expect(page.Locator(".govuk-summary-card")).ToHaveCountAsync(1);
        await Expect(Fact(page, "What")).ToHaveTextAsync("The text was read");
        await Expect(Fact(page, "Who")).ToHaveTextAsync("The records team");
        await Expect(Fact(page, "Why")).ToHaveTextAsync("To look into a complaint");
        await Expect(Fact(page, "What our policy says")).ToContainTextAsync("P16");
    }

    /// <summary>A signed checkpoint covers an entry within a second or so.</summary>
    private static async Task ReceiptComesAsync(IPage page)
    {
        var address = await Fact(page, "Receipt").GetByRole(AriaRole.Link).GetAttributeAsync("href");
        IAPIResponse receipt;
        do
        {
            receipt = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), address).AbsoluteUri);
        } while (!receipt.Ok && !TestContext.Current.CancellationToken.IsCancellationRequested);
        Assert.StartsWith("c2sp.org/tlog-proof@v1", await receipt.TextAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$")]
    private static partial Regex CodePattern();
}
