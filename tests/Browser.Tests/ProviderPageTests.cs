using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The pages of the OpenID provider and of the gateway, which have a style of their own.</summary>
public sealed class ProviderPageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_sign_in_that_is_refused_says_what_is_wrong_at_the_field()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/staff");
        var signIn = page.GetByRole(AriaRole.Button, new() { Name = "Sign in" });

        await signIn.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter your password");
        await page.GetByRole(AriaRole.Link, new() { Name = "Enter your user name" }).ClickAsync();
        await Expect(SignInPage.UserName(page)).ToBeFocusedAsync();
        await CheckAccessibilityAsync(page, "sign-in, nothing filled in");

        await SignInPage.UserName(page).FillAsync("nobody.at.all");
        await page.GetByLabel("Password").FillAsync("not a password");
        await signIn.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The user name or the password is not right");
        await CheckAccessibilityAsync(page, "sign-in, wrong password");
    }

    [Theory]
    [InlineData("/identity/account/sign-out", HttpStatusCode.OK, "Do you want to sign out?")]
    [InlineData("/identity/account/no-such-page", HttpStatusCode.NotFound, "Page not found")]
    [InlineData("/identity/connect/authorize", HttpStatusCode.BadRequest, "This request cannot be followed")]
    [InlineData("/identity/account/trouble/503", HttpStatusCode.OK, "Signing in is not possible at the moment")]
    [InlineData("/signin-oidc?state=stale&code=stale", HttpStatusCode.BadRequest, "Signing in did not work")]
    [InlineData("/gateway/no-such-page", HttpStatusCode.NotFound, "Page not found")]
    public async Task A_page_outside_the_frontend_is_accessible(string path, HttpStatusCode status, string heading)
    {
        var page = await OpenWindowAsync();

        var response = await page.GotoAsync(path);

        Assert.Equal((int)status, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, path);
    }
}
