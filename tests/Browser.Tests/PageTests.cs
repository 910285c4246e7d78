using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The pages and states that no other journey comes through.</summary>
public sealed class PageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData("trainer", "/staff")]
    [InlineData("supervisor.housing", "/staff/recordings?from=2026-02-30")]
    [InlineData("records.officer", "/staff/recordings?reference=ZZZZ-ZZZZ")]
    [InlineData("records.officer", "/staff/retrievals/01990000-0000-7000-8000-000000000000")]
    [InlineData("auditor", "/staff/ledger?chat=what&from=yesterday")]
    [InlineData("auditor", "/staff/ledger?case=NONE-1")]
    [InlineData("auditor", "/staff/ledger/entries/999999999999")]
    public async Task A_state_of_a_staff_page_is_accessible(string userName, string path)
    {
        var page = await OpenStaffWindowAsync(userName);
        await page.GotoAsync(path);

        await CheckAccessibilityAsync(page, $"{userName} at {path}");
    }

    [Fact]
    public async Task A_page_that_does_not_exist_says_so()
    {
        var page = await OpenWindowAsync();

        var response = await page.GotoAsync("/no/such/page");

        Assert.Equal((int)HttpStatusCode.NotFound, response!.Status);
        await CheckAccessibilityAsync(page, "no such page");
    }

    [Fact]
    public async Task Forms_that_are_not_filled_in_say_what_is_missing_at_the_field()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Select the service" }).ClickAsync();
        await Expect(page.Locator("#service")).ToBeFocusedAsync();
        await CheckAccessibilityAsync(page, "no service chosen");

        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("What do you need help with?").FillAsync("I keep what I wrote");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Confirm that you understand" }).ClickAsync();
        await Expect(page.Locator("#understood")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("What do you need help with?")).ToHaveValueAsync("I keep what I wrote");
        await CheckAccessibilityAsync(page, "notice not confirmed");

        var supervisor = await OpenStaffWindowAsync("supervisor.housing", "/staff/cases");
        await supervisor.GetByLabel("Case reference").FillAsync("what is this?");
        await supervisor.GetByLabel("Complaint", new() { Exact = true }).CheckAsync();
        await supervisor.GetByLabel("References of the chats that it is about").FillAsync("ABCD-2345");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Open case" }).ClickAsync();
        await Expect(supervisor.GetByRole(AriaRole.Alert)).ToContainTextAsync("capital letters, digits");
        await CheckAccessibilityAsync(supervisor, "case that cannot be opened");
    }

    [Fact]
    public async Task Asking_whether_to_end_is_a_step_of_its_own()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        await resident.EndLink.ClickAsync();
        await CheckAccessibilityAsync(resident.Page, "resident asked whether to leave the queue");
        await resident.Page.GetByRole(AriaRole.Link, new() { Name = "Keep my place" }).ClickAsync();
        await resident.BecomesLiveAsync();

        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await adviser.Panel(resident.Reference).GetByRole(AriaRole.Link, new() { Name = "End chat" }).ClickAsync();
        await CheckAccessibilityAsync(adviser.Page, "adviser asked whether to end");
    }

    [Fact]
    public async Task A_form_whose_token_does_not_hold_gives_back_what_was_typed()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("What do you need help with?").FillAsync("A long story");
        await page.Locator("input[name=__RequestVerificationToken]").EvaluateAsync("field => (field.value = 'stale')");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();

        await Expect(page.GetByLabel("Your message")).ToHaveValueAsync("A long story");
        await CheckAccessibilityAsync(page, "stale form");
    }

    [Fact]
    public async Task A_form_of_somebody_who_has_been_signed_out_gives_back_what_was_typed()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        var page = await OpenStaffWindowAsync("adviser.parking", "/staff/chats", javaScript: false);
        var adviser = new AdviserDesk(page, live: false);
        await adviser.AcceptAsync(resident.Reference);
        await adviser.Box(resident.Reference).FillAsync("A long answer");
        await page.Context.ClearCookiesAsync();

        await adviser.Panel(resident.Reference).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You have been signed out" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Your message")).ToHaveValueAsync("A long answer");
        await CheckAccessibilityAsync(page, "signed out with a message");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(SignInPage.UserName(page)).ToBeVisibleAsync();
    }
}
