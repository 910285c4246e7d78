using WebchatAspire.Recording.Service.AccessLog;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.Recording.Service.Ratings;
using WebchatAspire.Recording.Service.Redaction;
using WebchatAspire.Recording.Service.Retrieval;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.ApiDocuments;
using WebchatAspire.ServiceDefaults.Migrations;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

if (RedactCommand.Asked(args))
{
    return RedactCommand.Run();
}
if (MigrationCommand.Asked(args))
{
    return await MigrationCommand.RunAsync<RecordContext>(args, "recordings-owner");
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddOpenApi(options =>
    options.Describe("Recording", "Finding recordings, opening them under a permit, and a resident's own copy.")
);
builder.AddTokenValidation();
builder.AddRecordStores();
builder.AddRecordingKeys();
builder.AddLiveRecord();
builder.AddRedactor();
builder.AddRetrieval();
builder.AddRatings();
builder.AddAccessLog();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDocument();
app.UseStatusProblems();
app.UseAuthentication();
app.UseAuthorization();
app.MapLiveRecord();
app.MapRecordingsApi();
app.MapRetrievalsApi();
app.MapResidentCopyApi();
app.MapRatingApi();
app.MapAccessLogApi();
app.Run();
return 0;
