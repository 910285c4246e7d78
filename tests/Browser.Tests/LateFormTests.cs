using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A form, sent without JavaScript, of a page on which something has changed in the meantime.</summary>
public sealed class LateFormTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_message_to_a_chat_that_has_ended_is_given_back_to_the_resident()
    {
        var resident = await StartAsync("parking");
        var adviser = await OpenDeskAsync("adviser.parking");
        await adviser.AcceptAsync(resident.Reference);
        await resident.Box.FillAsync("A long story");
        await adviser.EndAsync(resident.Reference);

        await resident.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(resident.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Your message was not sent because the chat has ended");
        await Expect(resident.Page.GetByLabel("Your message that was not sent")).ToHaveValueAsync("A long story");
        await Expect(resident.Page.GetByRole(AriaRole.Link, new() { Name = "your copy of the chat" }))
            .ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident.Page, "resident, message after the end");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_to_a_chat_that_has_ended_is_given_back_to_the_adviser(bool alone)
    {
        var resident = await StartAsync("parking");
        var adviser = await OpenDeskAsync("adviser.parking");
        await adviser.AcceptAsync(resident.Reference);
        if (alone)
        {
            await adviser
                .Panel(resident.Reference)
                .GetByRole(AriaRole.Link, new() { Name = "Open by itself" })
                .ClickAsync();
        }
        await adviser.Box(resident.Reference).FillAsync("A long answer");
        await resident.EndAsync();

        await adviser.Panel(resident.Reference).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(adviser.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Your message was not sent because the chat has ended");
        await Expect(adviser.Page.GetByLabel("Your message that was not sent")).ToHaveValueAsync("A long answer");
        await CheckAccessibilityAsync(adviser.Page, "adviser, message after the end");
    }

    [Fact]
    public async Task Of_two_advisers_who_accept_the_same_person_the_second_is_told_so()
    {
        const string GiveServices =
            "UPDATE identity.staff SET services = string_to_array($1, ' ') WHERE user_name = 'adviser.parking'";
        await ChangeAsync("identities", GiveServices, "parking parking-permits housing-repairs");
        try
        {
            var resident = await StartAsync("housing-repairs");
            var first = await OpenDeskAsync("adviser.housing");
            var second = await OpenDeskAsync("adviser.parking");
            await first.AcceptAsync(resident.Reference);

            await second.Waiting(resident.Reference).GetByRole(AriaRole.Button).ClickAsync();

            await Expect(second.Page.GetByRole(AriaRole.Alert))
                .ToContainTextAsync("Another adviser has accepted this chat before you");
            await Expect(second.Panel(resident.Reference)).ToHaveCountAsync(0);
            await CheckAccessibilityAsync(second.Page, "adviser, accept refused");
        }
        finally
        {
            await ChangeAsync("identities", GiveServices, "parking parking-permits");
        }
    }

    [Fact]
    public async Task Accepting_somebody_who_has_left_says_that_they_no_longer_wait()
    {
        var resident = await StartAsync("parking");
        var adviser = await OpenDeskAsync("adviser.parking");
        await Expect(adviser.Waiting(resident.Reference)).ToBeVisibleAsync();
        await resident.EndAsync();

        await adviser.Waiting(resident.Reference).GetByRole(AriaRole.Button).ClickAsync();

        await Expect(adviser.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This person is no longer waiting");
    }

    [Fact]
    public async Task Closing_a_case_that_somebody_else_has_closed_says_that_it_is_closed()
    {
        var resident = await StartAsync("parking");
        var reference = $"COMP-{resident.Reference}";
        var supervisor = new CaseRegister(
            await OpenStaffWindowAsync("supervisor.housing", "/staff/cases", javaScript: false)
        );
        await supervisor.OpenComplaintAsync(reference, resident.Reference);
        var officer = new CaseRegister(
            await OpenStaffWindowAsync("records.officer", "/staff/cases", javaScript: false)
        );
        await supervisor.CloseAsync(reference);

        await officer.CloseAsync(reference);

        await Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"Case {reference} is closed already");
        await CheckAccessibilityAsync(officer.Page, "case closed twice");
    }

    private async Task<ResidentChat> StartAsync(string service) =>
        await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript: false),
            service,
            "Ottoline",
            "Hello",
            live: false
        );

    private async Task<AdviserDesk> OpenDeskAsync(string userName) =>
        new(await OpenStaffWindowAsync(userName, "/staff/chats", javaScript: false), live: false);
}
