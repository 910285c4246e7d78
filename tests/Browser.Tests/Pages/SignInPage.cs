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
        await UserName(page).FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(StackFixture.DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
    }
}
