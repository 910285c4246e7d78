using Microsoft.AspNetCore.Identity;
using WebchatAspire.Identity.Service.Connect;
using WebchatAspire.Identity.Service.Data;

namespace WebchatAspire.Identity.Service.Staff;

/// <summary>Accounts, passwords, lock-out and the provider's own session.</summary>
internal static class StaffSignIn
{
    public const int AttemptsBeforeLockout = 5;
    public const int LockoutMinutes = 15;

    public static void AddStaffSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddStaffAccounts().AddSignInManager();
        builder
            .Services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(
                IdentityConstants.ApplicationScheme,
                cookie =>
                {
                    cookie.LoginPath = "/account/sign-in";
                    cookie.ReturnUrlParameter = "returnUrl";
                    cookie.Cookie.Name = "webchat-identity";
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = SecurePolicy(builder.Environment);
                    cookie.ExpireTimeSpan = Lifetimes.Session;
                    cookie.SlidingExpiration = false;
                    cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
                }
            );
        // A changed password ends the sessions that were opened with the old one.
        builder.Services.Configure<SecurityStampValidatorOptions>(options =>
            options.ValidationInterval = TimeSpan.FromMinutes(5)
        );
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "webchat-identity-form";
            options.Cookie.SecurePolicy = SecurePolicy(builder.Environment);
        });
        builder.Services.AddRazorPages();
    }

    /// <summary>What both the service and the command <c>migrate</c> need.</summary>
    public static IdentityBuilder AddStaffAccounts(this IServiceCollection services) =>
        services
            .AddIdentityCore<StaffMember>(options =>
            {
                // Length beats composition rules (NCSC, NIST SP 800-63B).
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = AttemptsBeforeLockout;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(LockoutMinutes);
            })
            .AddEntityFrameworkStores<IdentityContext>();

    private static CookieSecurePolicy SecurePolicy(IHostEnvironment environment) =>
        environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
