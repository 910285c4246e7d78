using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebchatAspire.Identity.Service.Staff;

namespace WebchatAspire.Identity.Service.Pages.Account;

/// <summary>The sign-in page of staff: a plain form, the same with and without JavaScript.</summary>
public sealed partial class SignInModel : PageModel
{
    internal const string UserNameField = "user-name";
    internal const string PasswordField = "password";

    /// <summary>More than any password manager makes; hashing an endless one would cost us, not the sender.</summary>
    private const int LongestInput = 256;

    /// <summary>The same whether there is such an account or not, locked or not.</summary>
    private static readonly string Refused =
        "The user name or the password is not right. "
        + $"After {StaffSignIn.AttemptsBeforeLockout} wrong attempts an account is locked for {StaffSignIn.LockoutMinutes} minutes";

    private readonly SignInManager<StaffMember> _signIn;
    private readonly IHostEnvironment _environment;
    private readonly TimeProvider _clock;
    private readonly ILogger<SignInModel> _logger;
    private readonly List<FieldError> _errors = [];

    // Page models have to be public and the account type is not, so the services are taken from the provider.
    public SignInModel(IServiceProvider services)
    {
        _signIn = services.GetRequiredService<SignInManager<StaffMember>>();
        _environment = services.GetRequiredService<IHostEnvironment>();
        _clock = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<SignInModel>>();
    }

    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go afterwards; only ever a path of this host.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    internal IReadOnlyList<FieldError> Errors => _errors;

    internal IReadOnlyList<DemoStaff.Person> DemoStaff => _environment.IsDevelopment() ? Staff.DemoStaff.People : [];

    internal string? ErrorOf(string field) => _errors.Find(error => error.Field == field)?.Text;

    public async Task<IActionResult> OnPostAsync()
    {
        Require(UserName, UserNameField, "Enter your user name");
        Require(Password, PasswordField, "Enter your password");
        if (_errors.Count > 0)
        {
            return Page();
        }

        var result = await TryAsync(UserName!.Trim(), Password!);
        if (result.Succeeded)
        {
            return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : Redirect("/");
        }
        LogRefused(result.IsLockedOut);
        _errors.Add(new(PasswordField, Refused));
        return Page();
    }

    private async Task<Microsoft.AspNetCore.Identity.SignInResult> TryAsync(string userName, string password)
    {
        var accounts = _signIn.UserManager;
        var member = await accounts.FindByNameAsync(userName);
        if (member is null || await accounts.IsLockedOutAsync(member))
        {
            // As slow as a wrong password, so that the time does not tell which names exist.
            accounts.PasswordHasher.HashPassword(new StaffMember { DisplayName = "" }, password);
            return member is null
                ? Microsoft.AspNetCore.Identity.SignInResult.Failed
                : Microsoft.AspNetCore.Identity.SignInResult.LockedOut;
        }
        var result = await _signIn.CheckPasswordSignInAsync(member, password, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            await _signIn.SignInAsync(member, SignInTime.At(_clock.GetUtcNow()));
        }
        return result;
    }

    private void Require(string? value, string field, string text)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            _errors.Add(new(field, text));
        }
        else if (value.Length > LongestInput)
        {
            _errors.Add(new(field, $"This can have at most {LongestInput} characters"));
        }
    }

    [LoggerMessage(LogLevel.Information, "A sign-in was refused; locked: {Locked}")]
    private partial void LogRefused(bool locked);

    internal sealed record FieldError(string Field, string Text);
}
