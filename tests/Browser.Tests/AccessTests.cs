using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>Who may see which page.</summary>
public sealed class AccessTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData("adviser.housing", "/staff/recordings")]
    [InlineData("adviser.parking", "/staff/ledger")]
    [InlineData("records.officer", "/staff/ledger/entries/0")]
    [InlineData("supervisor.housing", "/staff/ledger/verify")]
    [InlineData("records.officer", "/staff/chats")]
    [InlineData("auditor", "/staff/cases")]
    [InlineData("supervisor.housing", "/staff/approvals")]
    [InlineData("supervisor.housing", "/staff/restrictions")]
    [InlineData("approver", "/staff/restrictions/0198c1a2-0000-7000-8000-000000000001")]
    [InlineData("supervisor.housing", "/staff/agreements")]
    [InlineData("approver", "/staff/approvals/new")]
    [InlineData("records.officer", "/staff/reviews")]
    [InlineData("administrator", "/staff/recordings")]
    [InlineData("supervisor.housing", "/staff/policy")]
    [InlineData("approver", "/staff/policy/propose")]
    public async Task A_person_without_the_role_is_refused_and_told_so(string userName, string path)
    {
        var page = await OpenStaffWindowAsync(userName);

        var response = await page.GotoAsync(path);

        Assert.Equal((int)HttpStatusCode.Forbidden, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You do not have access to this page" }))
            .ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, $"{userName} refused at {path}");
    }

    [Fact]
    public async Task Somebody_who_is_not_signed_in_signs_in_first_and_signs_out_again()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/staff/cases");
        await Expect(SignInPage.UserName(page)).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "sign-in");

        await SignInPage.SignInAsync(page, "supervisor.housing", "/staff/cases");
        await Expect(page.GetByText("Marguerite Hale")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();

        await page.GotoAsync("/staff/cases");
        await Expect(SignInPage.UserName(page)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_elses_chat_looks_like_one_that_does_not_exist()
    {
        var chat = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "This is mine");
        var stranger = await OpenWindowAsync();

        var foreign = await stranger.GotoAsync(new Uri(chat.Page.Url).AbsolutePath);
        var foreignPage = await stranger.GetByRole(AriaRole.Main).InnerTextAsync();
        var unknown = await stranger.GotoAsync($"/chat/{Guid.CreateVersion7()}");
        var unknownPage = await stranger.GetByRole(AriaRole.Main).InnerTextAsync();

        Assert.Equal((int)HttpStatusCode.NotFound, foreign!.Status);
        Assert.Equal((int)HttpStatusCode.NotFound, unknown!.Status);
        Assert.Equal(unknownPage, foreignPage);
        await CheckAccessibilityAsync(stranger, "unknown chat");
    }
}
