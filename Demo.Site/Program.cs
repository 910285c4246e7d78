using WebchatAspire.Demo.Site;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();

var app = builder.Build();
app.UseStaticFiles();
app.MapHealthChecks("/health");
app.MapCouncilPages();
app.Run();
return 0;
