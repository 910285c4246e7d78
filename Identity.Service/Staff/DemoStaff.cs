using Microsoft.AspNetCore.Identity;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Identity.Service.Staff;

/// <summary>Invented people to try the system with: one for each role, and advisers of two teams.</summary>
internal static class DemoStaff
{
    private static readonly string[] EveryService =
    [
        "housing-repairs",
        "housing",
        "residents-access",
        "revenues-and-benefits",
        "parking",
        "parking-permits",
        "anti-fraud",
        "complaints",
        "adult-social-care",
        "childrens-social-care",
        "leaseholders",
        "major-works",
        "service-charges",
        "rental-income",
        "out-of-hours",
    ];

    public static readonly IReadOnlyList<Person> People =
    [
        new("adviser.housing", "Asha Okafor", StaffRoles.Adviser, "housing", ["housing-repairs", "housing"]),
        new("adviser.housing2", "Kofi Brandt", StaffRoles.Adviser, "housing", ["housing-repairs", "housing"]),
        new("adviser.parking", "Tomasz Whitlow", StaffRoles.Adviser, "parking", ["parking", "parking-permits"]),
        new("supervisor.housing", "Marguerite Hale", StaffRoles.Supervisor, "housing", ["housing-repairs", "housing"]),
        new("records.officer", "Idris Penhaligon", StaffRoles.RecordsOfficer, "records", EveryService),
        new("records.officer2", "Saoirse Lund", StaffRoles.RecordsOfficer, "records", EveryService),
        new("approver", "Bernadette Quaye", StaffRoles.Approver, "governance", EveryService),
        new("trainer", "Wilfred Amari", StaffRoles.Trainer, "learning", EveryService),
        new("analyst", "Noor Castellan", StaffRoles.Analyst, "insight", []),
        new("auditor", "Gwyneth Sato", StaffRoles.Auditor, "audit", []),
        new("administrator", "Piers Adeyemi", StaffRoles.Administrator, "systems", []),
    ];

    /// <summary>Creates who is missing and brings the others back to what stands here.</summary>
    public static async Task SeedAsync(UserManager<StaffMember> accounts, string password)
    {
        foreach (var person in People)
        {
            var member = await accounts.FindByNameAsync(person.UserName);
            if (member is null)
            {
                Check(await accounts.CreateAsync(person.ApplyTo(NewMember(person)), password));
                continue;
            }
            if (!await accounts.CheckPasswordAsync(member, password))
            {
                Check(await accounts.RemovePasswordAsync(member));
                Check(await accounts.AddPasswordAsync(member, password));
            }
            // Nothing is written where nothing changes: somebody may be signing in at this moment.
            if (!person.Describes(member))
            {
                Check(await accounts.UpdateAsync(person.ApplyTo(member)));
            }
        }
    }

    private static StaffMember NewMember(Person person) =>
        new() { UserName = person.UserName, DisplayName = person.DisplayName };

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            var codes = string.Join(", ", result.Errors.Select(error => error.Code));
            throw new InvalidOperationException($"The demo staff cannot be created: {codes}.");
        }
    }

    /// <param name="UserName">What the person types to sign in.</param>
    /// <param name="DisplayName">Invented; any likeness is chance.</param>
    public sealed record Person(string UserName, string DisplayName, string Role, string Team, string[] Services)
    {
        public bool Describes(StaffMember member) =>
            member.DisplayName == DisplayName
            && member.Team == Team
            && member.Roles.SequenceEqual([Role])
            && member.Services.SequenceEqual(Services);

        public StaffMember ApplyTo(StaffMember member)
        {
            member.DisplayName = DisplayName;
            member.Team = Team;
            member.Roles = [Role];
            member.Services = [.. Services];
            return member;
        }
    }
}
