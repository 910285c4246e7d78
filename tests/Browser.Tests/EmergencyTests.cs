using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What is opened in an emergency: the case follows, and a second person looks at it.</summary>
public sealed class EmergencyTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string Safety = "To answer a threat to the health or safety of staff or visitors";

    /// <summary>Nobody else's test asks as this officer, who is stopped for a while.</summary>
    private const string Officer = "records.officer2";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_emergency_is_permitted_without_a_case_which_follows_and_is_reviewed(bool javaScript)
    {
        var chat = await HoldChatAsync("I come with a knife", "Please stay calm");
        var officer = new RecordingDesk(await OpenStaffWindowAsync(Officer, javaScript: javaScript));
        await officer.FindAsync(chat.Reference);
        await officer.AskAsync(Safety, caseReference: null);
        await Expect(officer.Page.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("I come with a knife");
        await Expect(officer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("A second person reviews this access");
        await officer.Page.GotoAsync("/staff/cases");
        await Expect(Owed(officer.Page, chat.Reference)).ToContainTextAsync("yours");

        await ChangeAsync(
            "policies",
            "UPDATE policy.owed_cases SET due_at = permitted_at WHERE chat_reference = $1",
            chat.Reference
        );
        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases", javaScript));
        await Expect(Owed(supervisor.Page, chat.Reference)).ToContainTextAsync("Overdue");
        await CheckAccessibilityAsync(supervisor.Page, "a case that has not followed");
        await officer.FindAsync(chat.Reference);
        await officer.AskAsync(Safety, caseReference: null);
        await Expect(officer.Page.GetByText("has not been opened in time")).ToBeVisibleAsync();

        await supervisor.OpenAsync("Safety", $"SAFE-{chat.Reference}", chat.Reference);
        await Expect(Owed(supervisor.Page, chat.Reference)).ToHaveCountAsync(0);

        await ReviewAsync(supervisor.Page, chat.Reference);
    }

    private async Task ReviewAsync(IPage page, string chat)
    {
        await page.GotoAsync("/staff/reviews");
        await CheckAccessibilityAsync(page, "reviews");
        await page.GetByRole(AriaRole.Link, new() { Name = chat }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("I come with a knife");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the review" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select whether the access was justified");
        await CheckAccessibilityAsync(page, "nothing reviewed");
        await page.GetByLabel("Yes: There was a threat").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter the review" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Justified: There was a threat");
        await CheckAccessibilityAsync(page, "reviewed");
        await page.GotoAsync("/staff/reviews");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = chat })).ToHaveCountAsync(0);
    }

    private static ILocator Owed(IPage page, string chat) =>
        page.GetByRole(AriaRole.Region, new() { Name = "Cases that have to follow" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = chat });
}
