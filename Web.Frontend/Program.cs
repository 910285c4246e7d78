using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Tokens;
using WebchatAspire.Web.Frontend.Components;
using WebchatAspire.Web.Frontend.Embedding;
using WebchatAspire.Web.Frontend.Http;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Resident;
using WebchatAspire.Web.Frontend.Upstream;

var builder = WebApplication.CreateBuilder(args);
builder.AddLanguages();
builder.AddPages();
builder.AddEmbedding();
builder.AddServiceDefaults();
builder.AddTokenValidation();
builder.AddKeysInRedis();
builder.AddUpstreamClients();

var app = builder.Build();
app.UseLanguages();
app.MapDefaultEndpoints();
app.UsePageHeaders();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseStaleFormPage();
app.MapStaticAssets().AllowAnonymous();

// Pages that are not ours, and browsers that do not look into a page, ask for it here.
app.MapGet("/favicon.ico", () => Results.LocalRedirect("/favicon.svg", permanent: true)).AllowAnonymous();
app.MapRazorComponents<App>();
app.MapCopyText();
app.MapEmbedding();
app.MapNotFoundPage();
app.Run();
return 0;
