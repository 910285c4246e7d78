using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Tokens;
using WebchatAspire.Web.Frontend.Components;
using WebchatAspire.Web.Frontend.Http;
using WebchatAspire.Web.Frontend.Upstream;

var builder = WebApplication.CreateBuilder(args);
builder.AddPages();
builder.AddServiceDefaults();
builder.AddTokenValidation();
builder.AddKeysInRedis();
builder.AddUpstreamClients();

var app = builder.Build();
app.MapDefaultEndpoints();
app.UsePageHeaders();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseStaleFormPage();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>();
app.MapNotFoundPage();
app.Run();
return 0;
