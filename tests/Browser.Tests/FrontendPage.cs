using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Browser.Tests;

/// <summary>A page as the frontend lists it itself, so that one that is added is tested too.</summary>
/// <param name="Roles">Those that may open it; none where everybody may, or every member of staff.</param>
/// <param name="IsPublic">Nobody signs in for it.</param>
internal sealed partial record FrontendPage(string Route, IReadOnlyList<string> Roles, bool IsPublic)
{
    public static IReadOnlyList<FrontendPage> All { get; } =
    [
        .. from component in typeof(Web.Frontend.Components.App).Assembly.GetTypes()
        from route in component.GetCustomAttributes<RouteAttribute>()
        select new FrontendPage(
            route.Template,
            RolesOf(component),
            component.GetCustomAttribute<AllowAnonymousAttribute>() is not null
        ),
    ];

    /// <summary>Its address says which of many things it is about.</summary>
    public bool IsAboutOneThing => Route.Contains('{', StringComparison.Ordinal);

    /// <summary>An address of the page under which there is no such thing.</summary>
    public string AddressOfNothing =>
        Id().Replace(Route, _ => $"{Guid.CreateVersion7()}").Replace("{Index:long}", $"{long.MaxValue}");

    /// <summary>The demo user who may see it; the empty name for residents.</summary>
    public string UserName => IsPublic ? "" : UserWith(Roles.FirstOrDefault(StaffRoles.Adviser));

    /// <returns>The demo user with this role.</returns>
    public static string UserWith(string role) =>
        role switch
        {
            StaffRoles.Adviser => "adviser.housing",
            StaffRoles.Supervisor => "supervisor.housing",
            StaffRoles.RecordsOfficer => "records.officer",
            _ => role,
        };

    private static string[] RolesOf(Type page) =>
        page.GetCustomAttributes<AuthorizeAttribute>()
            .Select(attribute => attribute.Roles)
            .OfType<string>()
            .SingleOrDefault()
            ?.Split(',')
        ?? [];

    [GeneratedRegex(@"\{\w+:guid\}")]
    private static partial Regex Id();
}
