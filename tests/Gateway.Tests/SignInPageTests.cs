using System.Net;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class SignInPageTests(Webchat webchat)
{
    [Fact]
    public async Task Empty_fields_are_named_in_a_summary_that_links_to_them()
    {
        using var browser = webchat.NewBrowser();

        var html = await HtmlAsync(await browser.SignInAsync("", ""));

        Assert.Contains("<title>Error: Sign in", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#user-name\">Enter your user name</a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#password\">Enter your password</a>", html, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"password-error\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("nobody.at.all")]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer(string userName)
    {
        using var browser = webchat.NewBrowser();

        var html = await HtmlAsync(await browser.SignInAsync(userName, "not-the-password"));

        Assert.Contains("The user name or the password is not right", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_page_does_not_tell_whether_there_is_one()
    {
        using var browser = webchat.NewBrowser();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await browser.SignInAsync("administrator", "wrong");
        }

        var right = ErrorIn(await HtmlAsync(await browser.SignInAsync("administrator")));
        var nobody = ErrorIn(await HtmlAsync(await browser.SignInAsync("nobody.at.all")));

        Assert.Contains("After 5 wrong attempts an account is locked for 15 minutes", right, StringComparison.Ordinal);
        Assert.Equal(nobody, right);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.PostAsync(
            "/identity/account/sign-in",
            new FormUrlEncodedContent(
                new Dictionary<string, string> { ["userName"] = "auditor", ["password"] = Webchat.DemoPassword }
            )
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("This request cannot be followed", await HtmlAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_has_no_inline_style_or_script_and_its_style_sheet_is_there()
    {
        using var browser = webchat.NewBrowser();
        using var page = await browser.GetAsync("/identity/account/sign-in");

        var html = await HtmlAsync(page);
        using var css = await browser.GetAsync("/identity/css/identity.css");

        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/identity/css/identity.css?v=", html, StringComparison.Ordinal);
        Assert.Equal("text/css", css.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task In_development_the_page_names_the_demo_staff_and_never_their_password()
    {
        using var browser = webchat.NewBrowser();

        var html = await HtmlAsync(await browser.GetAsync("/identity/account/sign-in"));

        Assert.Contains("adviser.parking", html, StringComparison.Ordinal);
        Assert.DoesNotContain(Webchat.DemoPassword, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_the_session_without_proof_of_whose_it_is_asks_first()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("analyst");

        using var question = await browser.GetAsync("/identity/connect/endsession");
        Assert.Equal("/identity/account/sign-out", question.RequestMessage!.RequestUri!.AbsolutePath);
        using var answer = await browser.SubmitAsync(question, []);

        Assert.Equal("/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.DoesNotContain(
            browser.Cookies.GetCookies(new Uri(webchat.Address, "/identity/")),
            cookie => cookie.Name == "webchat-identity"
        );
    }

    /// <summary>The summary of what is wrong, with the field that it links to.</summary>
    private static string ErrorIn(string html)
    {
        var start = html.IndexOf("<div class=\"error-summary\"", StringComparison.Ordinal);
        return html[start..html.IndexOf("</div>", start, StringComparison.Ordinal)];
    }

    private static Task<string> HtmlAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
