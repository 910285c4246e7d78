using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;

namespace WebchatAspire.Browser.Tests;

/// <summary>Who signed in too long ago signs in again before a recording opens, and goes on where they were (RFC 9470).</summary>
[Collection<ImpatientSetting>]
public sealed class StepUpTests(ImpatientSetting stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string UserName = "records.officer";

    private const string TooOld = "Sign in again to open a recording";

    /// <summary>One test for both, as it takes a minute until a sign-in is too old.</summary>
    [Fact]
    public async Task A_sign_in_that_has_become_too_old_is_made_anew_on_the_way_with_and_without_JavaScript()
    {
        var chat = await HoldChatAsync("The roof leaks", "A roofer comes");
        var caseReference = $"COMP-{chat.Reference}";
        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases"));
        await supervisor.OpenComplaintAsync(caseReference, chat.Reference);
        var scripted = new RecordingDesk(await OpenStaffWindowAsync(UserName));
        var plain = new RecordingDesk(await OpenStaffWindowAsync(UserName, javaScript: false));

        await plain.FindAsync(chat.Reference);
        var form = plain.Page.Url;
        while (await AskAsync(plain, form, caseReference) != TooOld)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }
        await SignInAgainAsync(plain, form, caseReference);

        Assert.Equal(TooOld, await AskAsync(scripted, form, caseReference));
        await SignInAgainAsync(scripted, form, caseReference);
    }

    private async Task SignInAgainAsync(RecordingDesk officer, string form, string caseReference)
    {
        var page = officer.Page;
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The roof leaks");
        await Expect(page.GetByLabel("Your justification"))
            .ToHaveValueAsync("The complaint is about what was said in this chat.");
        await CheckAccessibilityAsync(page, "a sign-in that is too old");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await SignInPage.FillInAsync(page, UserName);

        await Expect(page).ToHaveURLAsync(form);
        await officer.AskAsync(RecordingDesk.Complaint, caseReference);
        await Expect(page.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("The roof leaks");
    }

    /// <returns>The heading of the page that answers.</returns>
    private static async Task<string> AskAsync(RecordingDesk officer, string form, string caseReference)
    {
        var page = officer.Page;
        await page.GotoAsync(form);
        var answer = await page.RunAndWaitForResponseAsync(
            () => officer.AskAsync(RecordingDesk.Complaint, caseReference),
            response => response.Request.Method == "POST"
        );
        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(heading).Not.ToHaveTextAsync("Ask to read a recording");
        var words = await heading.InnerTextAsync();
        Assert.Equal(words == TooOld ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, (HttpStatusCode)answer.Status);
        return words;
    }
}
