using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A recording is opened under the policy or not at all.</summary>
public sealed class RetrievalTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_retrieval_is_refused_without_a_case_and_permitted_with_one_and_both_are_in_the_ledger()
    {
        var chat = await HoldChatAsync("The damp is back", "I send an inspector");
        var caseReference = $"COMP-{chat.Reference}";
        var officer = new RecordingDesk(await OpenStaffWindowAsync("records.officer"));

        await officer.FindAsync(chat.Reference);
        await CheckAccessibilityAsync(officer.Page, "asking to read");
        await officer.AskAsync(RecordingDesk.Complaint, caseReference: null);
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "Refused under clause P16" }))
            .ToBeVisibleAsync();
        await Expect(officer.Page.GetByText("you gave no case reference")).ToBeVisibleAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The damp is back");
        await CheckAccessibilityAsync(officer.Page, "refused");

        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases"));
        await supervisor.OpenComplaintAsync(caseReference, chat.Reference);
        await CheckAccessibilityAsync(supervisor.Page, "case register");

        await officer.FindAsync(chat.Reference);
        await officer.AskAsync(RecordingDesk.Complaint, caseReference);
        await Expect(officer.Page.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        var conversation = officer.Page.GetByRole(AriaRole.Region, new() { Name = "Conversation" });
        await Expect(conversation).ToContainTextAsync("The damp is back");
        await Expect(conversation).ToContainTextAsync("I send an inspector");
        await CheckAccessibilityAsync(officer.Page, "permitted");
        var decision = await Fact(officer.Page, "Decision id").InnerTextAsync();

        // The address has become the retrieval's own: loading it reads again and asks nobody again.
        Assert.StartsWith("/staff/retrievals/", new Uri(officer.Page.Url).AbsolutePath, StringComparison.Ordinal);
        var reading = await Fact(officer.Page, "Ledger entry of this reading").InnerTextAsync();
        await officer.Page.ReloadAsync();
        await Expect(conversation).ToContainTextAsync("The damp is back");
        await Expect(Fact(officer.Page, "Decision id")).ToHaveTextAsync(decision);
        await Expect(Fact(officer.Page, "Ledger entry of this reading")).Not.ToHaveTextAsync(reading);

        var auditor = await OpenStaffWindowAsync("auditor", "/staff/ledger");
        await auditor.GetByLabel("Chat reference").FillAsync(chat.Reference);
        await auditor.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        var decisions = auditor.GetByRole(AriaRole.Row).Filter(new() { HasText = "Decision" });
        await Expect(decisions.Filter(new() { HasText = "Permit" })).ToHaveCountAsync(1);
        await Expect(decisions.Filter(new() { HasText = "Deny" })).ToHaveCountAsync(1);
        await Expect(auditor.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The damp is back");
        await Expect(auditor.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Ottoline");
        await CheckAccessibilityAsync(auditor, "ledger");

        await supervisor.CloseAsync(caseReference);
        await officer.FindAsync(chat.Reference);
        await officer.AskAsync(RecordingDesk.Complaint, caseReference);
        await Expect(officer.Page.GetByText("The case with this reference is closed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_retrieval_works_without_JavaScript_too()
    {
        var chat = await HoldChatAsync("The gate does not open", "Thank you for telling us");
        var page = await OpenStaffWindowAsync("records.officer", javaScript: false);
        var officer = new RecordingDesk(page);

        await officer.FindAsync(chat.Reference);
        await officer.AskAsync("To prevent or find crime", caseReference: null);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Refused under clause" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask again" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to read" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select the purpose");
        await CheckAccessibilityAsync(page, "asking to read, nothing filled in");
    }

    [Fact]
    public async Task After_the_permit_has_ended_its_page_says_so_and_shows_no_text()
    {
        var chat = await HoldChatAsync("The damp is back again", "I send another inspector");
        var page = await ReadAsync(chat);
        var retrieval = Guid.Parse(new Uri(page.Url).Segments[^1]);
        await ChangeAsync(
            "recordings",
            "UPDATE record.retrievals SET permit_until = created_at WHERE retrieval_id = $1",
            retrieval
        );

        var response = await page.ReloadAsync();

        Assert.Equal((int)HttpStatusCode.Forbidden, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The permit has ended" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("The damp is back again");
        await CheckAccessibilityAsync(page, "permit ended");
    }

    [Fact]
    public async Task A_recording_can_be_asked_for_also_under_an_address_with_a_wrong_reference()
    {
        var chat = await HoldChatAsync("The bins are full", "They are emptied today");
        var page = await OpenStaffWindowAsync("records.officer");

        var response = await page.GotoAsync(
            $"/staff/recordings/{new Uri(chat.Resident.Page.Url).Segments[^1]}?reference={new string('A', 21)}"
        );

        Assert.Equal((int)HttpStatusCode.OK, response!.Status);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask to read" })).ToBeVisibleAsync();
    }
}
