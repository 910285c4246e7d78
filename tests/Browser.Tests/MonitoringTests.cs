using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A supervisor follows a live chat (P2), as everybody in it and beside it sees that.</summary>
public sealed class MonitoringTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private const string Told = "A colleague follows this chat.";

    [Fact]
    public async Task Without_scripts_a_supervisor_follows_a_chat_whose_adviser_asked_and_sees_it()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "housing-repairs", null, "The tap drips");
        var adviser = await AdviserAsync(resident.Reference);
        await Expect(adviser.Panel(resident.Reference).GetByText(Told)).ToBeHiddenAsync();
        await adviser.OpenAsync(resident.Reference, "Ask a supervisor to follow");
        await CheckAccessibilityAsync(adviser.Page, "asking for a supervisor");
        await adviser
            .Page.GetByRole(AriaRole.Button, new() { Name = "Ask a supervisor to follow this chat" })
            .ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("asked for a supervisor to follow this chat");

        var supervisor = await OpenStaffWindowAsync("supervisor.housing", "/staff/board", javaScript: false);
        var row = supervisor.GetByRole(AriaRole.Row).Filter(new() { HasText = resident.Reference });
        await Expect(row).ToContainTextAsync("Asks you to follow");
        await CheckAccessibilityAsync(supervisor, "board with chats, without scripts");
        await row.GetByRole(AriaRole.Link, new() { Name = "Follow" }).ClickAsync();
        await CheckAccessibilityAsync(supervisor, "asking to follow, without scripts");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Ask to follow" }).ClickAsync();
        await Expect(supervisor.Locator(".govuk-error-summary")).ToContainTextAsync("Select the purpose");
        await supervisor.GetByLabel("To check the quality of a chat while it takes place").CheckAsync();
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Ask to follow" }).ClickAsync();

        // At once, and to the adviser alone.
        await Expect(adviser.Panel(resident.Reference).GetByText(Told)).ToBeVisibleAsync();
        await CheckAccessibilityAsync(adviser.Page, "chat that is followed");
        await resident.SendAsync("And the boiler, too");
        await Expect(resident.Page.Locator("body")).Not.ToContainTextAsync("colleague");
        var log = supervisor.Locator("[data-events]");
        await Expect(log).Not.ToContainTextAsync("The tap drips");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        await Expect(log).ToContainTextAsync("And the boiler, too");
        await Expect(log).Not.ToContainTextAsync("The tap drips");
        await Expect(supervisor.Locator("[data-left]")).ToContainTextAsync("minutes left");
        await CheckAccessibilityAsync(supervisor, "following, without scripts");

        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Stop following" }).ClickAsync();
        await Expect(supervisor.GetByText("You follow this chat no longer")).ToBeVisibleAsync();
        await Expect(adviser.Panel(resident.Reference).GetByText(Told)).ToBeHiddenAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("has stopped");
        await resident.Page.GotoAsync($"{resident.Path}/access");
        await Expect(resident.Page.GetByText("The chat was followed while it took place")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident.Page, "access log of a chat that was followed");
    }

    [Fact]
    public async Task With_scripts_what_is_said_appears_by_itself_until_the_chat_ends()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "housing-repairs", null, "No light");
        var adviser = await AdviserAsync(resident.Reference);
        await adviser.OpenAsync(resident.Reference, "Ask a supervisor to follow");
        await adviser
            .Page.GetByRole(AriaRole.Button, new() { Name = "Ask a supervisor to follow this chat" })
            .ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("asked for a supervisor to follow this chat");
        var supervisor = await OpenStaffWindowAsync("supervisor.housing");
        await supervisor.GotoAsync($"/staff/monitoring/{resident.Path.Split('/')[^1]}");
        await supervisor.GetByLabel("To check the quality of a chat while it takes place").CheckAsync();
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Ask to follow" }).ClickAsync();
        await Expect(supervisor.Locator("[data-connection]")).ToContainTextAsync("Connected");

        await resident.SendAsync("It is dark");

        var log = supervisor.GetByRole(AriaRole.Log);
        await Expect(log).ToContainTextAsync("It is dark");
        await Expect(log).Not.ToContainTextAsync("No light");
        await CheckAccessibilityAsync(supervisor, "following");
        await resident.EndAsync();
        await Expect(supervisor.GetByText("You follow this chat no longer.").First).ToBeVisibleAsync();
        await Expect(supervisor.GetByRole(AriaRole.Button, new() { Name = "Stop following" })).ToBeHiddenAsync();
        await CheckAccessibilityAsync(supervisor, "followed chat that has ended");
    }

    [Fact]
    public async Task Who_is_not_permitted_reads_why_and_an_officer_comes_from_the_recording()
    {
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "housing-repairs", null, "No heat");
        var adviser = await AdviserAsync(resident.Reference);
        var address = $"/staff/monitoring/{resident.Path.Split('/')[^1]}";

        var refused = await adviser.Page.GotoAsync(address);
        Assert.Equal((int)HttpStatusCode.Forbidden, refused!.Status);
        await Expect(adviser.Page.GetByRole(AriaRole.Heading, new() { Name = "You do not have access to this page" }))
            .ToBeVisibleAsync();

        var desk = new RecordingDesk(await OpenStaffWindowAsync("records.officer"));
        await desk.FindAsync(resident.Reference);
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "ask to follow it" }).ClickAsync();
        await desk.Page.GetByLabel("To check the quality of a chat while it takes place").CheckAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Ask to follow" }).ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Refused under clause P15" }))
            .ToBeVisibleAsync();
        await CheckAccessibilityAsync(desk.Page, "refused to follow");
    }

    private async Task<AdviserDesk> AdviserAsync(string reference)
    {
        var adviser = new AdviserDesk(
            await OpenStaffWindowAsync(await NewColleagueAsync("adviser.housing"), "/staff/chats")
        );
        await adviser.AcceptAsync(reference);
        return adviser;
    }
}
