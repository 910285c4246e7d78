using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebchatAspire.Identity.Service.Staff;

namespace WebchatAspire.Identity.Service.Pages.Account;

/// <summary>
/// Asks before the session is ended for a client that did not prove whose it is, then lets the end session endpoint go
/// on with the client's request, which the query still carries.
/// </summary>
public sealed class SignOutModel(IServiceProvider services) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await services.GetRequiredService<SignInManager<StaffMember>>().SignOutAsync();
        return LocalRedirect($"~/connect/endsession{Request.QueryString}");
    }
}
