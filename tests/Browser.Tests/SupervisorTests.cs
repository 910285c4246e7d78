using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What a supervisor sees of their services: the board, and the chats in which conduct was reported.</summary>
public sealed class SupervisorTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    /// <summary>No other test has chats there, whose ends would be counted here.</summary>
    private const string OwnService = "housing";

    /// <summary>The time of the figures.</summary>
    private const string AsOf = "#board > p time";

    [Fact]
    public async Task The_board_shows_by_itself_who_waits_and_who_is_there()
    {
        var board = await OpenStaffWindowAsync("supervisor.housing", "/staff/board");
        await Expect(Waiting(board)).ToHaveTextAsync("0");
        await CheckAccessibilityAsync(board, "board");

        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), OwnService, null, "No hot water");
        await Expect(Waiting(board)).ToHaveTextAsync("1");

        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing2", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await Expect(Waiting(board)).ToHaveTextAsync("0");
        await Expect(board.Locator("#advisers-table").GetByRole(AriaRole.Row).Filter(new() { HasText = "Kofi" }))
            .ToContainTextAsync("1 of");
        await Expect(board.Locator("#chats-table")).ToContainTextAsync(resident.Reference);
        await Expect(board.Locator("#board")).Not.ToContainTextAsync("No hot water");
        await CheckAccessibilityAsync(board, "board with advisers");
        await adviser.EndAsync(resident.Reference);
    }

    [Fact]
    public async Task The_board_stands_still_when_told_to_and_is_there_without_scripts()
    {
        var board = await OpenStaffWindowAsync("supervisor.housing", "/staff/board");
        await board.GetByLabel("Update by itself every 10 seconds").UncheckAsync();
        var plain = await OpenStaffWindowAsync("supervisor.housing", "/staff/board", javaScript: false, width: 320);
        await CheckAccessibilityAsync(plain, "board without scripts");
        var before = await board.Locator(AsOf).GetAttributeAsync("datetime");

        await plain.GetByRole(AriaRole.Link, new() { Name = "Show the figures as they are now" }).ClickAsync();

        await Expect(plain.Locator(AsOf)).Not.ToHaveAttributeAsync("datetime", before!);
        await Expect(board.Locator(AsOf)).ToHaveAttributeAsync("datetime", before!);
    }

    [Fact]
    public async Task A_chat_with_reported_conduct_is_listed_and_opens_for_its_review()
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(),
            "housing-repairs",
            null,
            "The lift again"
        );
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await resident.Page.GotoAsync($"{resident.Path}/report");
        await resident.Page.GetByRole(AriaRole.Button, new() { Name = "Report this chat" }).ClickAsync();
        await resident.EndAsync();
        var supervisor = await OpenStaffWindowAsync("supervisor.housing", "/staff/recordings");

        await supervisor.GetByLabel("Only chats in which somebody reported conduct").CheckAsync();
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        var row = supervisor.GetByRole(AriaRole.Row).Filter(new() { HasText = resident.Reference });
        await Expect(row).ToContainTextAsync("Conduct reported");
        await CheckAccessibilityAsync(supervisor, "recordings with reported conduct");
        await row.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(supervisor.GetByLabel("To review conduct that was reported in the chat")).ToBeCheckedAsync();
        await supervisor.GetByLabel("Justification").FillAsync("Conduct was reported in this chat.");
        await supervisor.GetByRole(AriaRole.Button, new() { Name = "Ask to read" }).ClickAsync();
        await Expect(supervisor.GetByText("Permitted under clause P7")).ToBeVisibleAsync();
        await Expect(supervisor.Locator(".chat__events"))
            .ToContainTextAsync("The resident flagged the adviser's conduct");
    }

    private static ILocator Waiting(IPage board) =>
        board
            .GetByRole(AriaRole.Row)
            .Filter(new() { Has = board.GetByRole(AriaRole.Rowheader, new() { Name = "Housing", Exact = true }) })
            .GetByRole(AriaRole.Cell)
            .First;
}
