using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What an adviser's page offers beside talking.</summary>
public sealed partial class WorkspaceTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_adviser_goes_away_comes_back_and_says_how_chats_come_to_them(bool javaScript)
    {
        var page = await OpenStaffWindowAsync("adviser.parking", "/staff/chats", javaScript);
        var presence = page.Locator("#presence");
        if (javaScript)
        {
            await new AdviserDesk(page).BecomesLiveAsync();
        }

        await presence.GetByRole(AriaRole.Button, new() { Name = "Go away for a while" }).ClickAsync();
        await Expect(presence).ToContainTextAsync("You keep your chats and are given no new ones");
        if (javaScript)
        {
            await Expect(presence.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
            await CheckAccessibilityAsync(page, "adviser, away");
        }
        await presence.GetByRole(AriaRole.Button, new() { Name = "Be available again" }).ClickAsync();
        await Expect(presence).ToContainTextAsync("You choose your chats from the people waiting");

        await presence.GetByRole(AriaRole.Link, new() { Name = "Change how chats come to you" }).ClickAsync();
        await page.GetByLabel("How many chats can you hold at once?").FillAsync("21");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("whole number from 1 to 20");
        if (javaScript)
        {
            await CheckAccessibilityAsync(page, "presence that cannot be");
        }
        await page.GetByLabel("How many chats can you hold at once?").FillAsync("3");
        await page.GetByLabel("They are given to me").CheckAsync();
        await page.GetByLabel("Polish").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(presence)
            .ToContainTextAsync("Chats are given to you, up to 3 at once. You answer in English, Polish.");

        // As it is for the next test.
        await presence.GetByRole(AriaRole.Link, new() { Name = "Change how chats come to you" }).ClickAsync();
        await page.GetByLabel("How many chats can you hold at once?").FillAsync("5");
        await page.GetByLabel("I choose them").CheckAsync();
        await page.GetByLabel("Polish").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(presence).ToContainTextAsync("You choose your chats from the people waiting");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_note_is_in_the_advisers_conversation_and_the_resident_never_sees_it(bool javaScript)
    {
        var (resident, adviser) = await TalkAsync(javaScript);

        await adviser.WriteNoteAsync(resident.Reference, "Has called twice already");
        await adviser.SendAsync(resident.Reference, "How can I help?");

        if (!javaScript)
        {
            await resident.CheckForNewMessagesAsync();
        }
        // What came after the note is there, and the note is not; nor after the page was loaded anew.
        await Expect(resident.Log).ToContainTextAsync("How can I help?");
        await Expect(resident.Page.Locator("body")).Not.ToContainTextAsync("called twice");
        await resident.Page.ReloadAsync();
        await Expect(resident.Log).ToContainTextAsync("How can I help?");
        Assert.DoesNotContain("called twice", await resident.Page.ContentAsync(), StringComparison.Ordinal);
        // Nor does it come to their browser at all.
        var events = await resident.Page.APIRequest.GetAsync(
            $"/api{resident.Path.Replace("/chat/", "/chats/", StringComparison.Ordinal)}/events"
        );
        var sent = await events.TextAsync();
        Assert.Contains("How can I help?", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("called twice", sent, StringComparison.Ordinal);
        if (javaScript)
        {
            await CheckAccessibilityAsync(adviser.Page, "adviser, note written");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_canned_reply_is_found_put_into_the_box_and_sent_when_the_adviser_says_so(bool javaScript)
    {
        var (resident, adviser) = await TalkAsync(javaScript);
        var part = adviser.Part(resident.Reference, "Canned replies");

        await part.Locator("summary").ClickAsync();
        if (javaScript)
        {
            await adviser.Box(resident.Reference).FillAsync("Good morning. ");
            await Expect(part.GetByText("When can we come in?")).ToHaveCountAsync(0);
            await part.GetByRole(AriaRole.Searchbox).FillAsync("penalty notice");
            await Expect(part.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 reply");
            await CheckAccessibilityAsync(adviser.Page, "adviser, canned replies");
            await part.GetByRole(AriaRole.Button, new() { Name = "Evidence for an appeal" }).ClickAsync();
            await Expect(adviser.Box(resident.Reference)).ToBeFocusedAsync();
            await Expect(adviser.Box(resident.Reference)).ToHaveValueAsync(StartsWithMorning());
        }
        else
        {
            await part.GetByRole(AriaRole.Searchbox).FillAsync("penalty notice");
            await part.GetByRole(AriaRole.Button, new() { Name = "Find replies" }).ClickAsync();
            await Expect(adviser.Page.GetByRole(AriaRole.Heading, new() { Name = "1 reply" })).ToBeVisibleAsync();
            await CheckAccessibilityAsync(adviser.Page, "adviser without JavaScript, canned replies");
            await adviser.Page.GetByRole(AriaRole.Link, new() { Name = "Evidence for an appeal" }).ClickAsync();
            await CheckAccessibilityAsync(adviser.Page, "adviser without JavaScript, reply chosen");
        }
        await Expect(adviser.Log(resident.Reference)).Not.ToContainTextAsync("photographs");
        await adviser.SendAsync(resident.Reference);

        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("photographs");
    }

    [Fact]
    public async Task A_message_that_was_left_is_taken_with_its_contact_and_ended_with_an_outcome()
    {
        const string GiveServices =
            "UPDATE identity.staff SET services = string_to_array($1, ' ') WHERE user_name = 'adviser.parking'";
        await ChangeAsync("identities", GiveServices, "parking parking-permits service-charges");
        try
        {
            var resident = await OpenWindowAsync();
            await resident.GotoAsync("/start?service=service-charges&lang=ar");
            await resident.Locator("#understood").CheckAsync();
            await resident.Locator("#message").FillAsync("What is the charge for?");
            await resident.Locator("#contact").FillAsync("ottoline@example.org");
            await resident.Locator("#account").FillAsync("ACC-77");
            await resident.Locator("form:has(#message) button").ClickAsync();
            var reference = await resident.Locator(".council-reference").First.InnerTextAsync();
            var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
            await Expect(adviser.Waiting(reference)).ToContainTextAsync("Arabic");
            await CheckAccessibilityAsync(adviser.Page, "adviser, message left");

            await adviser.AcceptAsync(reference);

            var about = adviser.Part(reference, "About the resident");
            await Expect(about).ToContainTextAsync("ottoline@example.org");
            await Expect(about).ToContainTextAsync("ACC-77");
            await Expect(adviser.Panel(reference)).ToContainTextAsync("Answer it by the contact below");
            await CheckAccessibilityAsync(adviser.Page, "adviser, message taken");
            await adviser.OpenAsync(reference, "End chat");
            await adviser.Page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();
            await Expect(adviser.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select how the chat ended");
            await Expect(adviser.Page.GetByLabel("Ended because of conduct")).ToHaveCountAsync(0);
            await CheckAccessibilityAsync(adviser.Page, "adviser, no outcome chosen");
            await adviser.Page.GetByLabel("The resident was answered by the contact they left").CheckAsync();
            await adviser.Page.GetByRole(AriaRole.Button, new() { Name = "End the chat" }).ClickAsync();
            await Expect(adviser.Panel(reference)).ToHaveCountAsync(0);
            await Expect(resident.Locator("[data-chat]")).ToHaveAttributeAsync("data-state", "ended");
        }
        finally
        {
            await ChangeAsync("identities", GiveServices, "parking parking-permits");
        }
    }

    [Fact]
    public async Task Who_writes_what_was_seen_and_who_has_gone_is_told_and_a_chat_is_kept_open()
    {
        var (resident, adviser) = await TalkAsync(javaScript: true);
        var panel = adviser.Panel(resident.Reference);

        await resident.Box.PressSequentiallyAsync("I was");
        await Expect(panel.Locator("[data-typing]")).ToHaveTextAsync("Ottoline is writing");
        await CheckAccessibilityAsync(adviser.Page, "adviser, resident is writing");
        await adviser.Box(resident.Reference).PressSequentiallyAsync("What");
        await Expect(resident.Page.Locator("[data-typing]")).ToHaveTextAsync("Tomasz is writing");
        await adviser.SendAsync(resident.Reference, "What was it?");
        await Expect(panel.Locator(".chat__event--mine .chat__state")).ToHaveTextAsync("Shown");
        // As after the warning that the chat will be closed.
        await panel.Locator("[data-idle]").EvaluateAsync("part => (part.hidden = false)");
        await CheckAccessibilityAsync(adviser.Page, "adviser, chat will be closed");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Keep the chat open" }).ClickAsync();
        await Expect(adviser.Log(resident.Reference)).ToContainTextAsync("The chat is kept open");
        await Expect(panel.Locator("[data-idle]")).ToBeHiddenAsync();
        await resident.Page.CloseAsync();

        await Expect(panel.Locator("[data-here]")).ToHaveTextAsync("The resident is not connected at the moment");
    }

    [Fact]
    public async Task A_sound_and_the_title_tell_of_something_new_until_they_are_switched_off()
    {
        var page = await OpenStaffWindowAsync("adviser.parking", "/staff");
        await page.AddInitScriptAsync(
            """
            window.tones = 0;
            window.OscillatorNode = class extends OscillatorNode { constructor(...all) { super(...all); window.tones++; } };
            """
        );
        await page.GotoAsync("/staff/chats");
        var adviser = new AdviserDesk(page);
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ines", "Hello");
        await adviser.AcceptAsync(resident.Reference);
        await page.GetByText("Sound and notices").ClickAsync();

        await resident.SendAsync("Anybody there?");
        await Expect(page).ToHaveTitleAsync("(1 new) Chats - Council webchat");
        await page.WaitForFunctionAsync("() => window.tones === 2");
        await CheckAccessibilityAsync(page, "adviser, sound and notices");

        await page.GetByLabel("A sound for new messages").UncheckAsync();
        await page.GetByLabel("The number of new messages").UncheckAsync();
        await Expect(page).ToHaveTitleAsync("Chats - Council webchat");
        await page.ReloadAsync();
        await adviser.BecomesLiveAsync();
        await page.GetByText("Sound and notices").ClickAsync();
        await Expect(page.GetByLabel("A sound for new messages")).Not.ToBeCheckedAsync();
        await resident.SendAsync("Still there?");
        await Expect(adviser.Panel(resident.Reference).Locator("[data-unread]")).ToHaveTextAsync("1 new");
        await Expect(page).ToHaveTitleAsync("Chats - Council webchat");
        Assert.Equal(0, await page.EvaluateAsync<int>("window.tones"));
    }

    [Fact]
    public async Task The_keyboard_leads_through_the_chats()
    {
        var first = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ines", "First question");
        var second = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Rafe", "Second question");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.parking", "/staff/chats"));
        var keys = adviser.Page.Keyboard;
        await adviser.AcceptAsync(first.Reference);
        await adviser.AcceptAsync(second.Reference);

        await keys.PressAsync("Alt+Shift+J");
        await keys.PressAsync("Alt+Shift+K");
        await keys.PressAsync("Alt+Shift+J");
        var focused = await adviser.Page.EvaluateAsync<string>("document.activeElement.closest('[data-chat]').id");
        await keys.PressAsync("Alt+Shift+J");
        Assert.NotEqual(
            focused,
            await adviser.Page.EvaluateAsync<string>("document.activeElement.closest('[data-chat]').id")
        );
        await adviser.Box(second.Reference).FocusAsync();
        await first.SendAsync("Anybody there?");
        await Expect(adviser.Panel(first.Reference).Locator("[data-unread]")).ToBeVisibleAsync();
        await keys.PressAsync("Alt+Shift+U");
        await Expect(adviser.Box(first.Reference)).ToBeFocusedAsync();
        await keys.PressAsync("Alt+Shift+R");
        await Expect(adviser.Part(first.Reference, "Canned replies").GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await keys.PressAsync("Alt+Shift+M");
        await Expect(adviser.Box(first.Reference)).ToBeFocusedAsync();
        await keys.PressAsync("Alt+Shift+H");
        await Expect(adviser.Page.GetByText("Accept the next person waiting")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(adviser.Page, "adviser, keyboard shortcuts");

        var third = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", "Ines", "Third question");
        await Expect(adviser.Waiting(third.Reference)).ToBeVisibleAsync();
        var next = await adviser.Page.Locator("[data-accept=chat]").First.GetAttributeAsync("id");
        await keys.PressAsync("Alt+Shift+Q");
        await Expect(adviser.Page.Locator($"#{next!.Replace("accept", "chat", StringComparison.Ordinal)}"))
            .ToBeVisibleAsync();
    }

    private async Task<(ResidentChat Resident, AdviserDesk Adviser)> TalkAsync(bool javaScript)
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript),
            "parking",
            "Ottoline",
            "Hello",
            live: javaScript
        );
        var page = await OpenStaffWindowAsync("adviser.parking", "/staff/chats", javaScript);
        var adviser = new AdviserDesk(page, live: javaScript);
        await adviser.AcceptAsync(resident.Reference);
        return (resident, adviser);
    }

    [GeneratedRegex("^Good morning. Please keep photographs")]
    private static partial Regex StartsWithMorning();
}
