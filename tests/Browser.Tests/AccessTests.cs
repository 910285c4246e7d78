using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.ServiceDefaults.Tokens;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>Who may see which page.</summary>
public sealed class AccessTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    /// <summary>All of the page: nothing of what was asked for stands on it.</summary>
    private const string Refusal =
        "You do not have access to this page "
        + "You are signed in, but your roles do not include what this page is for. "
        + "If you need it for your work, ask your supervisor to have the role added. "
        + "Go to your start page";

    public static TheoryData<string> Roles => [.. StaffRoles.All];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_person_without_the_role_is_refused_at_every_page_for_others_and_told_so(string role)
    {
        var page = await OpenStaffWindowAsync(FrontendPage.UserWith(role), javaScript: false);

        foreach (var closed in FrontendPage.All.Where(one => one.Roles.Count > 0 && !one.Roles.Contains(role)))
        {
            var response = await page.GotoAsync(closed.AddressOfNothing);

            Assert.Equal((closed.Route, (int)HttpStatusCode.Forbidden), (closed.Route, response!.Status));
            await Expect(page.GetByRole(AriaRole.Main)).ToHaveTextAsync(Refusal, new() { UseInnerText = true });
        }
        await CheckAccessibilityAsync(page, $"{role} refused");
    }

    [Fact]
    public void A_staff_page_is_for_roles_but_for_the_start_page_and_the_one_after_signing_out()
    {
        var others = FrontendPage.All.Where(one =>
            one.Roles.Count == 0 && one.Route.StartsWith("/staff", StringComparison.Ordinal)
        );

        Assert.Equal(
            [("/staff", false), ("/staff/signed-out", true)],
            others.Select(one => (one.Route, one.IsPublic)).Order()
        );
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
}
