using System.Security.Claims;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Web.Frontend.Components.Layout;

/// <param name="About">What one does there, for the start page.</param>
/// <param name="Roles">The roles that may open it.</param>
internal sealed record StaffPage(string Path, string Name, string About, string[] Roles);

/// <summary>The one list of the staff's pages: navigation, start page and access are taken from it.</summary>
internal static class StaffPages
{
    public const string ChatRoles = StaffRoles.Adviser;
    public const string BoardRoles = StaffRoles.Supervisor;
    public const string RecordingRoles = $"{StaffRoles.RecordsOfficer},{StaffRoles.Supervisor}";
    public const string MonitoringRoles = RecordingRoles;
    public const string CaseRoles = $"{StaffRoles.Supervisor},{StaffRoles.RecordsOfficer},{StaffRoles.Approver}";
    public const string AskingRoles = $"{StaffRoles.RecordsOfficer},{StaffRoles.Trainer},{StaffRoles.Analyst}";
    public const string ApprovalRoles = $"{StaffRoles.Approver},{AskingRoles}";
    public const string ReviewRoles = $"{StaffRoles.Approver},{StaffRoles.Supervisor}";
    public const string RestrictionRoles = $"{StaffRoles.Approver},{StaffRoles.RecordsOfficer}";
    public const string AgreementRoles = $"{StaffRoles.Adviser},{StaffRoles.Trainer}";
    public const string LedgerRoles = StaffRoles.Auditor;
    public const string PolicyRoles = $"{StaffRoles.Administrator},{StaffRoles.Approver},{StaffRoles.Auditor}";
    public const string ProposalRoles = StaffRoles.Administrator;

    private static readonly StaffPage[] All =
    [
        new("/staff/chats", "Chats", "See who is waiting, accept a chat and answer.", ChatRoles.Split(',')),
        new("/staff/board", "Board", "See who waits, for how long, and who is there to answer.", BoardRoles.Split(',')),
        new(
            "/staff/recordings",
            "Recordings",
            "Find a recording, state a purpose, and read it if the policy permits.",
            RecordingRoles.Split(',')
        ),
        new("/staff/cases", "Cases", "Open and close the cases that a retrieval needs.", CaseRoles.Split(',')),
        new(
            "/staff/approvals",
            "Approvals",
            "Ask a second person for an approval, or decide on what others ask for.",
            ApprovalRoles.Split(',')
        ),
        new(
            "/staff/reviews",
            "Reviews",
            "Look at what was opened in an emergency, and say whether it was justified.",
            ReviewRoles.Split(',')
        ),
        new(
            "/staff/restrictions",
            "Restrictions",
            "See what residents are not told yet, until when, and confirm or lift it as the second person.",
            RestrictionRoles.Split(',')
        ),
        new(
            "/staff/agreements",
            "Agreements",
            "See which chats are asked for as an example for training, and what the adviser said.",
            AgreementRoles.Split(',')
        ),
        new(
            "/staff/ledger",
            "Ledger",
            "Find every decision and every reading, take receipts, and have the log verified. It holds no text.",
            LedgerRoles.Split(',')
        ),
        new(
            "/staff/policy",
            "Policy",
            "See which versions are published and proposed, propose one, and decide about what others propose.",
            PolicyRoles.Split(',')
        ),
    ];

    public static IEnumerable<StaffPage> For(ClaimsPrincipal user) => All.Where(page => page.Roles.Any(user.IsInRole));

    /// <summary>What people of a role will be asked to do, for those who have no page to do it on.</summary>
    private static readonly (string Role, string Name, string Task)[] Tasks =
    [
        (StaffRoles.Trainer, "a trainer", "be shown chats that were prepared for training, when somebody releases one"),
        (StaffRoles.Analyst, "an analyst", "be shown figures and chats without names, when an evaluation is approved"),
        (StaffRoles.Administrator, "an administrator", "be asked about accounts, services and opening hours"),
    ];

    public static IEnumerable<(string Name, string Task)> TasksOf(ClaimsPrincipal user) =>
        Tasks.Where(task => user.IsInRole(task.Role)).Select(task => (task.Name, task.Task));

    /// <summary>The person's roles in words.</summary>
    public static IEnumerable<string> RolesOf(ClaimsPrincipal user) =>
        StaffRoles.All.Where(user.IsInRole).Select(role => role.Replace('-', ' '));
}
