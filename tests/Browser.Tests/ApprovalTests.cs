using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>Four eyes: a second person approves first, and is nobody who stands too near.</summary>
public sealed class ApprovalTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string Crime = "To prevent or find crime";

    [Fact]
    public async Task What_an_approver_approves_is_asked_for_again_and_needs_no_approval_any_more()
    {
        var chat = await HoldChatAsync("They took my key", "We change the lock");
        var officer = await RefusedAsync(chat.Reference);
        await CheckAccessibilityAsync(officer.Page, "refused, an approval is needed");
        var request = new ApprovalDesk(officer.Page);
        await request.AskAsync("The police have asked for it");
        await Expect(request.State).ToHaveTextAsync("open");
        await CheckAccessibilityAsync(officer.Page, "own request");

        var approver = new ApprovalDesk(await OpenStaffWindowAsync("approver"));
        await approver.Page.GotoAsync("/staff/approvals");
        await CheckAccessibilityAsync(approver.Page, "requests to decide");
        await approver.OpenAsync(chat.Reference);
        var main = approver.Page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync($"CRIME-{chat.Reference}");
        await Expect(main).ToContainTextAsync("The police have asked for it");
        await Expect(main).ToContainTextAsync("Housing repairs");
        await Expect(main).Not.ToContainTextAsync("They took my key");
        await Expect(main).Not.ToContainTextAsync("The complaint is about what was said");
        await CheckAccessibilityAsync(approver.Page, "a request to decide");
        await approver.DecideAsync("Approve");
        await Expect(approver.State).ToHaveTextAsync("approved");
        await Expect(main).Not.ToContainTextAsync("The police have asked for it");

        await officer.Page.ReloadAsync();
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "Ask for the recording again" }).ClickAsync();
        await Expect(officer.Page.GetByLabel(Crime, new() { Exact = true })).ToBeCheckedAsync();
        await Expect(officer.Page.GetByLabel("Case reference")).ToHaveValueAsync($"CRIME-{chat.Reference}");
        await officer.AskAsync(Crime, $"CRIME-{chat.Reference}");
        // Permitted, and what the resident is told has to be restricted before anything is read.
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "A restriction is needed first" }))
            .ToBeVisibleAsync();

        await AuditorSeesAsync(chat.Reference);
        await OwnRequestAsync(chat.Reference, approver.Page);
    }

    [Fact]
    public async Task A_refusal_needs_a_reason_which_the_requester_reads_also_without_JavaScript()
    {
        var chat = await HoldChatAsync("Somebody broke in", "We secure the door");
        var officer = await RefusedAsync(chat.Reference, javaScript: false);
        await new ApprovalDesk(officer.Page).AskAsync();
        var approver = new ApprovalDesk(await OpenStaffWindowAsync("approver", javaScript: false));
        await approver.OpenAsync(chat.Reference);

        await approver.DecideAsync(null);
        await Expect(approver.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select whether");
        await CheckAccessibilityAsync(approver.Page, "nothing decided");
        await approver.DecideAsync("Refuse");
        await Expect(approver.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select why you refuse");
        await approver.DecideAsync("Refuse", "The purpose does not fit the case");

        await Expect(approver.State).ToHaveTextAsync("refused");
        await officer.Page.ReloadAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("The purpose does not fit the case");
        await CheckAccessibilityAsync(officer.Page, "refused request");
    }

    [Fact]
    public async Task A_request_is_withdrawn_by_who_made_it_and_not_seen_by_others()
    {
        var chat = await HoldChatAsync("It was stolen", "We report it");
        var officer = await RefusedAsync(chat.Reference);
        var request = new ApprovalDesk(officer.Page);
        var address = await request.AskAsync();
        var other = await OpenStaffWindowAsync("records.officer2");

        var response = await other.GotoAsync(address);
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw the request" }).ClickAsync();

        Assert.Equal((int)HttpStatusCode.NotFound, response!.Status);
        await Expect(request.State).ToHaveTextAsync("withdrawn");
    }

    /// <summary>Under the permit stand the request and the approval that it relies on.</summary>
    private async Task AuditorSeesAsync(string chat)
    {
        var auditor = await OpenStaffWindowAsync("auditor", "/staff/ledger", javaScript: false);
        await auditor.GetByLabel("Case reference").FillAsync($"CRIME-{chat}");
        await auditor.GetByLabel("Kind").SelectOptionAsync("decision");
        await auditor.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await auditor
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = "Permit" })
            .GetByRole(AriaRole.Link)
            .ClickAsync();
        var approvals = auditor
            .GetByRole(AriaRole.Region, new() { Name = "Readings and approvals under it" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = "Approval" });
        await Expect(approvals).ToHaveCountAsync(2);
        await Expect(approvals.Filter(new() { HasText = "Approved" })).ToHaveCountAsync(1);
        await CheckAccessibilityAsync(auditor, "a decision with its approval");
    }

    /// <summary>An approver who asked for something themselves cannot decide it. There is no demo person with both roles.</summary>
    private async Task OwnRequestAsync(string decidedChat, IPage approver)
    {
        var chat = await HoldChatAsync("The other key, too", "We change that lock, too");
        var officer = await RefusedAsync(chat.Reference);
        var address = await new ApprovalDesk(officer.Page).AskAsync();
        await ChangeAsync(
            "policies",
            """
            UPDATE policy.approvals SET requested_by =
                (SELECT decided_by FROM policy.approvals JOIN policy.decision_resources USING (decision_id)
                    WHERE reference = $2)
            WHERE id = $1
            """,
            Guid.Parse(address.Split('/')[^1]),
            decidedChat
        );

        await approver.GotoAsync(address);

        await Expect(approver.GetByText("This request is your own")).ToBeVisibleAsync();
        await Expect(approver.GetByRole(AriaRole.Button, new() { Name = "Enter the decision" })).ToHaveCountAsync(0);
        await CheckAccessibilityAsync(approver, "an approver's own request");
    }

    /// <summary>A records officer was refused because an approval is needed.</summary>
    private async Task<RecordingDesk> RefusedAsync(string reference, bool javaScript = true)
    {
        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases"));
        await supervisor.OpenAsync("Crime", $"CRIME-{reference}", reference);
        var officer = new RecordingDesk(await OpenStaffWindowAsync("records.officer", javaScript: javaScript));
        await officer.FindAsync(reference);
        await officer.AskAsync(Crime, $"CRIME-{reference}");
        await Expect(officer.Page.GetByText("needs the approval of a second person first")).ToBeVisibleAsync();
        return officer;
    }
}
