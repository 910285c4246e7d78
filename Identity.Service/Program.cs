using WebchatAspire.Identity.Service;
using WebchatAspire.Identity.Service.Connect;
using WebchatAspire.Identity.Service.Data;
using WebchatAspire.Identity.Service.Pages;
using WebchatAspire.Identity.Service.Staff;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Migrations;

if (MigrationCommand.Asked(args))
{
    return await MigrationCommand.RunAsync<IdentityContext>(args, "identities-owner", Seed.Configure, Seed.RunAsync);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddErrorPage();
builder.AddServiceDefaults();
builder.AddProviderOptions();
builder.AddIdentityStore();
builder.AddStaffSignIn();
builder.AddOpenIdProvider();

var app = builder.Build();
app.UseForwardedHeaders();
app.UsePathBase("/identity");
app.UseErrorPage();
app.MapDefaultEndpoints();
app.UseStaticFiles();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapConnectApi();
app.MapRazorPages();
app.Run();
return 0;
