using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests.Pages;

/// <summary>The provider's sign-in page, to which the gateway leads.</summary>
internal static class SignInPage
{
    public static ILocator UserName(IPage page) => page.GetByLabel("User name");

    /// <summary>Opens a staff page, signs in on the way, and arrives at it.</summary>
    public static async Task SignInAsync(IPage page, string userName, string path)
    {
        await page.GotoAsync(path);
        await FillInAsync(page, userName);
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
    }

    /// <summary>Signs in at the page, to which something else has led.</summary>
    public static async Task FillInAsync(IPage page, string userName)
    {
        await UserName(page).FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(StackFixture.DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
