using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What a resident's page makes of what the server calls at it.</summary>
public sealed class ChatEventsTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    private Sockets _sockets = null!;
    private ResidentChat _resident = null!;
    private long _last;

    private Guid ChatId => Guid.Parse(_resident.Path.Split('/')[^1]);

    [Fact]
    public async Task Events_are_said_in_words_and_those_that_are_not_for_the_resident_are_passed_over()
    {
        await StartAsync();
        var items = await _resident.Page.Locator("[data-events] li").CountAsync();

        await HappensAsync(EventKinds.Hidden, Parties.System);
        await HappensAsync("invented-later", Parties.System);
        await HappensAsync(EventKinds.Notice, Parties.System, code: "invented-later");
        await HappensAsync(EventKinds.Assigned, Parties.Adviser, name: "Asha");
        await Expect(_resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Asha" }))
            .ToBeVisibleAsync();
        await HappensAsync(
            EventKinds.Warned,
            Parties.Adviser,
            code: EventCodes.Caution,
            name: "Asha",
            text: "Please stay polite."
        );
        await Expect(_resident.Log).ToContainTextAsync("Asha cautions you");
        await Expect(_resident.Log).ToContainTextAsync("Please stay polite.");
        await HappensAsync(
            EventKinds.Moved,
            Parties.Adviser,
            code: EventCodes.ToAdviser,
            name: "Asha",
            targetName: "Bram"
        );
        await Expect(_resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are talking to Bram" }))
            .ToBeVisibleAsync();
        await Expect(_resident.Log).ToContainTextAsync("Your chat was passed to Bram");
        await CheckAccessibilityAsync(_resident.Page, "resident, cautioned and moved");
        await HappensAsync(EventKinds.Moved, Parties.System, code: EventCodes.ToQueue);
        await Expect(_resident.Page.GetByRole(AriaRole.Heading, new() { Name = "You are waiting for an adviser" }))
            .ToBeVisibleAsync();

        await Expect(_resident.Page.Locator("[data-events] li")).ToHaveCountAsync(items + 4);
    }

    [Fact]
    public async Task The_place_and_the_expected_wait_change_as_others_are_answered()
    {
        await StartAsync();

        await _sockets.CallAsync(ClientMethods.Position, ChatId, 3, 150);
        await Expect(_resident.Page.Locator("[data-position]"))
            .ToHaveTextAsync("You are number 3 in the queue. Expected wait: about 3 minutes.");
        await _sockets.CallAsync(ClientMethods.Position, ChatId, 1, 60);

        await Expect(_resident.Page.Locator("[data-position]"))
            .ToHaveTextAsync("You are next in the queue. Expected wait: about 1 minute.");
    }

    [Fact]
    public async Task Who_is_writing_is_shown_for_a_while_and_not_read_out()
    {
        await StartAsync();
        await HappensAsync(EventKinds.Assigned, Parties.Adviser, name: "Asha");
        var typing = _resident.Page.Locator("[data-typing]");

        await _sockets.CallAsync(ClientMethods.Typing, ChatId, Parties.Resident);
        await _sockets.CallAsync(ClientMethods.Typing, ChatId, Parties.Adviser);

        await Expect(typing).ToHaveTextAsync("Asha is writing");
        await Expect(_resident.Page.GetByRole(AriaRole.Status)).Not.ToContainTextAsync("is writing");
        await CheckAccessibilityAsync(_resident.Page, "resident, adviser is writing");
        await Expect(typing).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_message_is_first_sent_and_then_shown()
    {
        await StartAsync();
        await HappensAsync(EventKinds.Message, Parties.Resident, text: "Anybody there?");
        var state = _resident.Saved("Anybody there?").Locator(".chat__state");
        await Expect(state).ToHaveTextAsync("Sent");

        await _sockets.CallAsync(ClientMethods.Shown, ChatId, Parties.Resident, _last);
        await Expect(state).ToHaveTextAsync("Sent");
        await _sockets.CallAsync(ClientMethods.Shown, ChatId, Parties.Adviser, _last);

        await Expect(state).ToHaveTextAsync("Shown");
    }

    [Fact]
    public async Task An_idle_chat_warns_and_the_warning_goes_when_somebody_writes()
    {
        await StartAsync();
        await HappensAsync(EventKinds.Assigned, Parties.Adviser, name: "Asha");
        await _resident.Box.FocusAsync();

        await HappensAsync(EventKinds.Notice, Parties.System, code: EventCodes.IdleWarning);

        var warning = _resident.Page.Locator("[data-idle]");
        await Expect(warning).ToContainTextAsync("Are you still there?");
        await Expect(_resident.Box).ToBeFocusedAsync();
        await CheckAccessibilityAsync(_resident.Page, "resident, idle");
        await HappensAsync(EventKinds.Message, Parties.Adviser, name: "Asha", text: "Are you there?");
        await Expect(warning).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_message_whose_card_number_is_masked_later_is_shown_masked()
    {
        await StartAsync();
        var first = _resident.Page.Locator("[data-events] .chat__text").First;
        await _resident.Page.RouteAsync(
            "**/api/chats/*/events?after=1&limit=1",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "application/json",
                        Body =
                            """{"events":[{"seq":2,"kind":"message","party":"resident","text":"My card is ****"}]}""",
                    }
                )
        );

        await HappensAsync(EventKinds.Notice, Parties.System, code: EventCodes.CardMasked, target: "2");

        await Expect(first).ToHaveTextAsync("My card is ****");
        await Expect(_resident.Log).ToContainTextAsync("A payment card number was made unreadable");
    }

    private async Task StartAsync()
    {
        var page = await OpenWindowAsync(width: 360);
        _sockets = await Sockets.OfAsync(page);
        _resident = await ResidentChat.StartAsync(page, "parking", null, "My card is 1234");
        _last = 2;
    }

    private Task HappensAsync(
        string kind,
        string party,
        string? code = null,
        string? name = null,
        string? text = null,
        string? target = null,
        string? targetName = null
    ) =>
        _sockets.CallAsync(
            ClientMethods.Event,
            ChatId,
            new ChatEvent(
                ++_last,
                Guid.CreateVersion7(),
                kind,
                party,
                name,
                text,
                TimeProvider.System.GetUtcNow(),
                code,
                target,
                targetName
            )
        );
}
