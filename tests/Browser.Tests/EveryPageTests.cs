using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.ServiceDefaults.Tokens;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// The frontend's pages, as it lists them itself: one that is added is checked too, or fails until it is said here how to
/// come to it.
/// </summary>
public sealed class EveryPageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task Every_page_is_accessible_and_is_not_kept_by_caches()
    {
        var ended = await HoldChatAsync("The light is broken", "We replace it");
        var officer = await ReadAsync(ended);
        var resident = ended.Resident.Page;
        var chat = await ResidentChat.StartAsync(resident, "housing-repairs", null, "The lift is stuck");
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(chat.Reference);
        var chatId = chat.Path.Split('/')[^1];
        var endedId = ended.Resident.Path.Split('/')[^1];
        var supervisor = await OpenStaffWindowAsync("supervisor.housing", "/staff/cases");
        var approver = await OpenStaffWindowAsync("approver");
        var retrieval = new Uri(officer.Url).AbsolutePath;
        var decision = await Fact(officer, "Decision id").InnerTextAsync();
        var caseLink = supervisor.GetByRole(AriaRole.Link, new() { Name = $"COMP-{ended.Reference}" });
        var administrator = new PolicyDesk(await OpenStaffWindowAsync("administrator"));
        await administrator.StartFromAsync("2026.1");
        await administrator.ProposeAsync(
            PolicyDesk.Next(await administrator.Text.InputValueAsync(), "2034.1", "2034-01-01")
        );
        await administrator.Page.WaitForURLAsync("**/staff/policy/proposals/**");
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/start"] = "/start?service=parking",
            ["/chat/{ChatId:guid}"] = chat.Path,
            ["/chat/{ChatId:guid}/end"] = $"{chat.Path}/end",
            ["/chat/{ChatId:guid}/report"] = $"{chat.Path}/report",
            ["/chat/{ChatId:guid}/rate"] = $"{ended.Resident.Path}/rate",
            ["/chat/{ChatId:guid}/access"] = $"{ended.Resident.Path}/access",
            ["/chat/{ChatId:guid}/copy"] = $"{ended.Resident.Path}/copy",
            ["/privacy/versions/{Version}/{Tag}"] = "/privacy/versions/2026.1/cy",
            ["/staff/policy/proposals/{Id:guid}"] = new Uri(administrator.Page.Url).AbsolutePath,
            ["/staff/chats/{ChatId:guid}"] = $"/staff/chats/{chatId}",
            ["/staff/chats/{ChatId:guid}/end"] = $"/staff/chats/{chatId}/end",
            ["/staff/chats/{ChatId:guid}/note"] = $"/staff/chats/{chatId}/note",
            ["/staff/chats/{ChatId:guid}/replies"] = $"/staff/chats/{chatId}/replies?search=repair",
            ["/staff/chats/{ChatId:guid}/conduct"] = $"/staff/chats/{chatId}/conduct",
            ["/staff/chats/{ChatId:guid}/move"] = $"/staff/chats/{chatId}/move",
            ["/staff/recordings/{ChatId:guid}"] = $"/staff/recordings/{endedId}?reference={ended.Reference}",
            ["/staff/approvals/{ApprovalId:guid}"] = await AskForApprovalAsync(supervisor, officer, ended.Reference),
            ["/staff/reviews/{DecisionId:guid}"] = await OpenInEmergencyAsync(officer, approver, ended.Reference),
            ["/staff/cases/{CaseId:guid}"] = (await caseLink.GetAttributeAsync("href"))!,
            ["/staff/ledger/entries/{Index:long}"] = "/staff/ledger/entries/0",
            ["/staff/ledger/decisions/{DecisionId:guid}"] = $"/staff/ledger/decisions/{decision}",
            ["/staff/restrictions/{DecisionId:guid}"] = $"/staff/restrictions/{Guid.CreateVersion7()}",
            ["/staff/retrievals/{RetrievalId:guid}"] = retrieval,
        };
        var windows = new Dictionary<string, IPage>(StringComparer.Ordinal)
        {
            [""] = resident,
            ["adviser.housing"] = adviser.Page,
            ["records.officer"] = officer,
            ["supervisor.housing"] = supervisor,
            ["approver"] = approver,
            ["administrator"] = administrator.Page,
        };

        foreach (var (route, userName) in Routes())
        {
            if (!windows.TryGetValue(userName, out var page))
            {
                windows[userName] = page = await OpenStaffWindowAsync(userName);
            }
            var isKnown = addresses.TryGetValue(route, out var address) || !route.Contains('{');
            Assert.True(isKnown, $"Say here at which address there is a page of {route}.");
            await CheckPageAsync(page, address ?? route);
        }
    }

    /// <returns>The address of the request's page.</returns>
    private static async Task<string> AskForApprovalAsync(IPage supervisor, IPage officer, string chat)
    {
        await new CaseRegister(supervisor).OpenAsync("Crime", $"CRIME-{chat}", chat);
        var desk = new RecordingDesk(officer);
        await desk.FindAsync(chat);
        await desk.AskAsync("To prevent or find crime", $"CRIME-{chat}");
        return await new ApprovalDesk(officer).AskAsync("It is urgent");
    }

    /// <returns>The address of the review's page.</returns>
    private static async Task<string> OpenInEmergencyAsync(IPage officer, IPage approver, string chat)
    {
        var desk = new RecordingDesk(officer);
        await desk.FindAsync(chat);
        await desk.AskAsync("To answer a threat to the health or safety of staff or visitors", caseReference: null);
        await Expect(officer.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        await approver.GotoAsync("/staff/reviews");
        var link = approver.GetByRole(AriaRole.Link, new() { Name = chat });
        return (await link.GetAttributeAsync("href"))!;
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

    /// <summary>All routes of the frontend, each with the demo user who may see it, or the empty name for residents.</summary>
    private static IEnumerable<(string Route, string UserName)> Routes() =>
        from component in typeof(Web.Frontend.Components.App).Assembly.GetTypes()
        from route in component.GetCustomAttributes<RouteAttribute>()
        select (route.Template, UserOf(component));

    private static string UserOf(Type page)
    {
        if (page.GetCustomAttribute<AllowAnonymousAttribute>() is not null)
        {
            return "";
        }
        var roles = page.GetCustomAttributes<AuthorizeAttribute>().Select(attribute => attribute.Roles);
        return roles.OfType<string>().FirstOrDefault()?.Split(',')[0] switch
        {
            null or StaffRoles.Adviser => "adviser.housing",
            StaffRoles.Supervisor => "supervisor.housing",
            StaffRoles.RecordsOfficer => "records.officer",
            var role => role,
        };
    }
}
