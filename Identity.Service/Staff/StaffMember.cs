using Microsoft.AspNetCore.Identity;

namespace WebchatAspire.Identity.Service.Staff;

/// <summary>A member of staff. The id is the pseudonym that tokens, recordings and the ledger know.</summary>
internal sealed class StaffMember : IdentityUser<Guid>
{
    public StaffMember() => Id = Guid.CreateVersion7();

    /// <summary>The name that residents and colleagues see.</summary>
    public required string DisplayName { get; set; }

    public string? Team { get; set; }

    /// <summary>From <c>StaffRoles</c>.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>Slugs of the services that the person works for.</summary>
    public List<string> Services { get; set; } = [];
}
