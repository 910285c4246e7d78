using WebchatAspire.Gateway.Limits;
using WebchatAspire.Gateway.Protection;
using WebchatAspire.Gateway.Refusals;
using WebchatAspire.Gateway.Routing;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddRefusals();
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddSessions();
builder.AddLimits();
builder.AddRoutes();

var app = builder.Build();
app.UseEdge();
app.MapDefaultEndpoints();
app.UseStaticFiles();
app.UseOriginCheck();
app.UseBodyLimit();
app.UseRouting();
app.UseAuthentication();
app.UseRateLimiter();
app.UseAuthorization();
app.MapSessionApi();
app.MapRoutes();
app.Run();
return 0;
