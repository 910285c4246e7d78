using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What the resident is not told at once, a second person confirms; until then nothing is read (law 7).</summary>
public sealed class RestrictionTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string Crime = "To prevent or find crime";
    private const string Said = "They broke the lock";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recording_is_read_once_a_second_person_has_confirmed_the_restriction(bool javaScript)
    {
        var (officer, approver, chat) = await PermitAsync(javaScript);
        var authority = $"ORDER-{chat}";
        await CheckAccessibilityAsync(officer, "permitted, a restriction is needed");
        var retrieval = officer.Url;

        await officer.GetByRole(AriaRole.Button, new() { Name = "Ask for a restriction" }).ClickAsync();
        await AskAsync(officer, authority, DateTime.UtcNow.AddMonths(2));
        await Expect(officer.GetByRole(AriaRole.Row).Filter(new() { HasText = authority }))
            .ToContainTextAsync("waiting");
        await CheckAccessibilityAsync(officer, "restriction asked for");
        await IsNotAnotherOfficersAsync(new Uri(officer.Url).AbsolutePath, authority);
        var response = await officer.GotoAsync(retrieval);
        Assert.Equal((int)HttpStatusCode.Forbidden, response!.Status);
        await Expect(officer.GetByText("It waits for a second person")).ToBeVisibleAsync();
        await Expect(officer.GetByRole(AriaRole.Main)).Not.ToContainTextAsync(Said);

        await approver.GotoAsync("/staff/restrictions");
        var row = approver.GetByRole(AriaRole.Row).Filter(new() { HasText = authority });
        await Expect(row).ToContainTextAsync("Data Protection Act 2018");
        await Expect(row).ToContainTextAsync($"CRIME-{chat}");
        await Expect(approver.GetByRole(AriaRole.Main)).Not.ToContainTextAsync(Said);
        await CheckAccessibilityAsync(approver, "restriction to confirm");
        await row.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Lift now" })).ToBeVisibleAsync();
        await CheckAccessibilityAsync(approver, "restriction in force");

        await officer.ReloadAsync();
        await Expect(officer.GetByRole(AriaRole.Region, new() { Name = "Conversation" })).ToContainTextAsync(Said);

        await row.GetByRole(AriaRole.Button, new() { Name = "Lift now" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await officer.ReloadAsync();
        await Expect(officer.GetByRole(AriaRole.Main)).Not.ToContainTextAsync(Said);
        await officer.GetByRole(AriaRole.Button, new() { Name = "See what was asked for" }).ClickAsync();
        await Expect(officer.GetByRole(AriaRole.Row).Filter(new() { HasText = authority }))
            .ToContainTextAsync("lifted");

        // The resident sees the access by now, and it stays so.
        await AskAsync(officer, authority, DateTime.UtcNow.AddMonths(1));
        await Expect(officer.GetByRole(AriaRole.Alert)).ToContainTextAsync("The resident sees this access already");
        await CheckAccessibilityAsync(officer, "restriction of what was seen");
    }

    [Fact]
    public async Task What_is_refused_can_be_asked_for_anew_and_bad_input_is_said_at_its_field()
    {
        var (officer, approver, chat) = await PermitAsync(javaScript: false);
        var authority = $"ORDER-{chat}";
        await officer.GetByRole(AriaRole.Button, new() { Name = "Ask for a restriction" }).ClickAsync();

        await officer.GetByRole(AriaRole.Button, new() { Name = "Ask for the restriction" }).ClickAsync();
        await Expect(officer.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select the ground");
        await CheckAccessibilityAsync(officer, "restriction, nothing filled in");
        await AskAsync(officer, authority, DateTime.UtcNow.AddMonths(30));
        await Expect(officer.Locator("#endsOn-error")).ToContainTextAsync("within 12 months");
        await AskAsync(officer, authority, DateTime.UtcNow.AddMonths(1));

        await approver.GotoAsync("/staff/restrictions");
        var row = approver.GetByRole(AriaRole.Row).Filter(new() { HasText = authority });
        await row.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await officer.ReloadAsync();
        await Expect(officer.GetByRole(AriaRole.Row).Filter(new() { HasText = authority }))
            .ToContainTextAsync("refused");
        await Expect(officer.GetByRole(AriaRole.Button, new() { Name = "Ask for the restriction" })).ToBeVisibleAsync();
    }

    private async Task IsNotAnotherOfficersAsync(string address, string authority)
    {
        var other = await OpenStaffWindowAsync("records.officer2", address, javaScript: false);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Ask for a restriction" })).ToBeVisibleAsync();
        await Expect(other.GetByRole(AriaRole.Main)).Not.ToContainTextAsync(authority);
        await AskAsync(other, "ORDER-OF-MY-OWN", DateTime.UtcNow.AddMonths(2));
        await Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("You hold no permit of this id");
        await CheckAccessibilityAsync(other, "restriction of somebody else's permit");
    }

    /// <summary>An officer's permit against crime, approved by a second person.</summary>
    private async Task<(IPage Officer, IPage Approver, string Chat)> PermitAsync(bool javaScript)
    {
        var chat = (await HoldChatAsync(Said, "We secure the door")).Reference;
        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases"));
        await supervisor.OpenAsync("Crime", $"CRIME-{chat}", chat);
        var officer = new RecordingDesk(await OpenStaffWindowAsync("records.officer", javaScript: javaScript));
        await officer.FindAsync(chat);
        await officer.AskAsync(Crime, $"CRIME-{chat}");
        await new ApprovalDesk(officer.Page).AskAsync();
        var approver = new ApprovalDesk(await OpenStaffWindowAsync("approver", javaScript: javaScript));
        await approver.OpenAsync(chat);
        await approver.DecideAsync("Approve");
        await Expect(approver.State).ToHaveTextAsync("approved");
        await officer.FindAsync(chat);
        await officer.AskAsync(Crime, $"CRIME-{chat}");
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "A restriction is needed first" }))
            .ToBeVisibleAsync();
        return (officer.Page, approver.Page, chat);
    }

    private static async Task AskAsync(IPage page, string authority, DateTime endsOn)
    {
        await page.GetByLabel("To prevent or detect crime, or to apprehend or prosecute offenders").CheckAsync();
        await page.GetByLabel("Authority").FillAsync(authority);
        await page.GetByLabel("The resident sees the access on").FillAsync($"{endsOn:yyyy-MM-dd}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for the restriction" }).ClickAsync();
    }
}
