using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebchatAspire.Identity.Service.Pages;

/// <summary>What a browser sees when a request here has failed.</summary>
[IgnoreAntiforgeryToken]
public sealed class TroubleModel : PageModel
{
    private int _status;

    public string Heading =>
        _status switch
        {
            StatusCodes.Status404NotFound => "Page not found",
            StatusCodes.Status503ServiceUnavailable => "Signing in is not possible at the moment",
            >= 500 => "Something went wrong on our side",
            _ => "This request cannot be followed",
        };

    public string Advice =>
        _status switch
        {
            StatusCodes.Status404NotFound => "Check the address, or start again from the staff pages.",
            >= 500 => "Nothing was changed. Try again in a few minutes.",
            _ => "The page you came from may be out of date. Start again from the staff pages.",
        };

    public void OnGet(int status) => _status = status;

    public void OnPost(int status) => _status = status;
}
