using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// The frontend's pages, as it lists them itself: one that is added is checked too, or fails until it is said here how to
/// come to it, and whose it is.
/// </summary>
public sealed class EveryPageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    /// <summary>
    /// About one thing each, and not anybody's own: whoever may open such a page sees the same. What is read of a recording
    /// or followed of a chat is decided by the policy, and restrictions are listed to who asked for them.
    /// </summary>
    private static readonly string[] Shared =
    [
        "/privacy/versions/{Version}/{Tag}",
        "/staff/cases/{CaseId:guid}",
        "/staff/ledger/entries/{Index:long}",
        "/staff/monitoring/{ChatId:guid}",
        "/staff/policy/proposals/{Id:guid}",
        "/staff/recordings/{ChatId:guid}",
        "/staff/restrictions/{DecisionId:guid}",
    ];

    /// <summary>By user name; the resident's has the empty one.</summary>
    private readonly Dictionary<string, IPage> _windows = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_page_is_accessible_and_is_not_kept_by_caches()
    {
        var ended = await HoldChatAsync("The light is broken", "We replace it");
        var addresses = await MakeOwnAsync(ended);
        var caseLink = _windows["supervisor.housing"]
            .GetByRole(AriaRole.Link, new() { Name = $"COMP-{ended.Reference}" });
        addresses["/start"] = "/start?service=parking";
        addresses["/privacy/versions/{Version}/{Tag}"] = "/privacy/versions/2026.1/cy";
        addresses["/staff/cases/{CaseId:guid}"] = (await caseLink.GetAttributeAsync("href"))!;
        addresses["/staff/ledger/entries/{Index:long}"] = "/staff/ledger/entries/0";
        addresses["/staff/policy/proposals/{Id:guid}"] = await ProposeAsync();
        addresses["/staff/recordings/{ChatId:guid}"] =
            $"/staff/recordings/{IdIn(ended.Resident.Path)}?reference={ended.Reference}";
        addresses["/staff/restrictions/{DecisionId:guid}"] = $"/staff/restrictions/{Guid.CreateVersion7()}";

        foreach (var page in FrontendPage.All)
        {
            var isKnown = addresses.TryGetValue(page.Route, out var address) || !page.IsAboutOneThing;
            Assert.True(isKnown, $"Say here at which address there is a page of {page.Route}.");
            await CheckPageAsync(await WindowOfAsync(page.UserName), address ?? page.Route);
        }
    }

    [Fact]
    public async Task What_is_somebody_else_s_looks_like_what_does_not_exist()
    {
        var addresses = await MakeOwnAsync(await HoldChatAsync("The light is broken", "We replace it"));
        var elsewhere = await NewColleagueAsync("supervisor.housing", "parking");
        var resident = await OpenWindowAsync(javaScript: false);
        await ResidentChat.StartAsync(resident, "parking", null, "A chat of my own", live: false);
        var adviser = await OpenStaffWindowAsync("adviser.housing2", javaScript: false);
        var officer = await OpenStaffWindowAsync("records.officer2", javaScript: false);
        var supervisor = await OpenStaffWindowAsync(elsewhere, javaScript: false);

        foreach (var page in FrontendPage.All.Where(one => one.IsAboutOneThing && !Shared.Contains(one.Route)))
        {
            var isKnown = addresses.TryGetValue(page.Route, out var address);
            Assert.True(isKnown, $"Say here whose a page of {page.Route} is, or that those who may open it share it.");
            var stranger =
                page.IsPublic ? resident
                : page.Route.StartsWith("/staff/chats/", StringComparison.Ordinal) ? adviser
                : page.Route.StartsWith("/staff/reviews/", StringComparison.Ordinal) ? supervisor
                : officer;

            var seen = await LookAsync(stranger, address!);

            Assert.Equal((page.Route, (int)HttpStatusCode.NotFound), (page.Route, seen.Status));
            Assert.Equal(await LookAsync(stranger, page.AddressOfNothing), seen);
        }
        await CheckAccessibilityAsync(resident, "somebody else's chat");
        await CheckAccessibilityAsync(officer, "another officer's retrieval");
    }

    private static async Task<(int Status, string Content)> LookAsync(IPage page, string address)
    {
        var response = await page.GotoAsync(address);
        return (response!.Status, await page.GetByRole(AriaRole.Main).InnerTextAsync());
    }

    /// <summary>A resident's chats, the one that an adviser is in, and what an officer did with the one that has ended.</summary>
    /// <returns>The addresses of the pages about them, by route.</returns>
    private async Task<Dictionary<string, string>> MakeOwnAsync(EndedChat ended)
    {
        var resident = _windows[""] = ended.Resident.Page;
        var officer = _windows["records.officer"] = await ReadAsync(ended);
        var retrieval = new Uri(officer.Url).AbsolutePath;
        var chat = await ResidentChat.StartAsync(resident, "housing-repairs", null, "The lift is stuck");
        var adviser = new AdviserDesk(await WindowOfAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(chat.Reference);
        var desk = $"/staff/chats/{IdIn(chat.Path)}";
        return new(StringComparer.Ordinal)
        {
            ["/chat/{ChatId:guid}"] = chat.Path,
            ["/chat/{ChatId:guid}/end"] = $"{chat.Path}/end",
            ["/chat/{ChatId:guid}/report"] = $"{chat.Path}/report",
            ["/chat/{ChatId:guid}/rate"] = $"{ended.Resident.Path}/rate",
            ["/chat/{ChatId:guid}/access"] = $"{ended.Resident.Path}/access",
            ["/chat/{ChatId:guid}/copy"] = $"{ended.Resident.Path}/copy",
            ["/staff/chats/{ChatId:guid}"] = desk,
            ["/staff/chats/{ChatId:guid}/end"] = $"{desk}/end",
            ["/staff/chats/{ChatId:guid}/note"] = $"{desk}/note",
            ["/staff/chats/{ChatId:guid}/replies"] = $"{desk}/replies?search=repair",
            ["/staff/chats/{ChatId:guid}/conduct"] = $"{desk}/conduct",
            ["/staff/chats/{ChatId:guid}/move"] = $"{desk}/move",
            ["/staff/chats/{ChatId:guid}/ask"] = $"{desk}/ask",
            ["/staff/monitoring/{ChatId:guid}"] = desk.Replace("chats", "monitoring", StringComparison.Ordinal),
            ["/staff/retrievals/{RetrievalId:guid}"] = retrieval,
            ["/staff/approvals/{ApprovalId:guid}"] = await AskForApprovalAsync(officer, ended.Reference),
            ["/staff/reviews/{DecisionId:guid}"] = await OpenInEmergencyAsync(officer, ended.Reference),
        };
    }

    /// <returns>The address of the request's page.</returns>
    private async Task<string> AskForApprovalAsync(IPage officer, string chat)
    {
        var supervisor = await WindowOfAsync("supervisor.housing", "/staff/cases");
        await new CaseRegister(supervisor).OpenAsync("Crime", $"CRIME-{chat}", chat);
        var desk = new RecordingDesk(officer);
        await desk.FindAsync(chat);
        await desk.AskAsync("To prevent or find crime", $"CRIME-{chat}");
        return await new ApprovalDesk(officer).AskAsync("It is urgent");
    }

    /// <returns>The address of the review's page.</returns>
    private async Task<string> OpenInEmergencyAsync(IPage officer, string chat)
    {
        var desk = new RecordingDesk(officer);
        await desk.FindAsync(chat);
        await desk.AskAsync("To answer a threat to the health or safety of staff or visitors", caseReference: null);
        await Expect(officer.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        var approver = await WindowOfAsync("approver", "/staff/reviews");
        var link = approver.GetByRole(AriaRole.Link, new() { Name = chat });
        return (await link.GetAttributeAsync("href"))!;
    }

    /// <returns>The address of the proposal's page.</returns>
    private async Task<string> ProposeAsync()
    {
        var administrator = new PolicyDesk(await WindowOfAsync("administrator"));
        await administrator.StartFromAsync("2026.1");
        await administrator.ProposeAsync(
            PolicyDesk.Next(await administrator.Text.InputValueAsync(), "2034.1", "2034-01-01")
        );
        await administrator.Page.WaitForURLAsync("**/staff/policy/proposals/**");
        return new Uri(administrator.Page.Url).AbsolutePath;
    }

    private async Task CheckPageAsync(IPage page, string address)
    {
        var response = await page.GotoAsync(address);

        Assert.Equal(
            ((int)HttpStatusCode.OK, address.Split('?')[0]),
            (response!.Status, new Uri(page.Url).AbsolutePath)
        );
        Assert.Contains("no-store", response.Headers["cache-control"], StringComparison.Ordinal);
        await CheckAccessibilityAsync(page, address);
    }

    private async Task<IPage> WindowOfAsync(string userName, string path = "/staff") =>
        _windows.TryGetValue(userName, out var window)
            ? window
            : _windows[userName] = await OpenStaffWindowAsync(userName, path);

    private static string IdIn(string chatPath) => chatPath.Split('/')[^1];
}
