using WebchatAspire.Policy.Service;
using WebchatAspire.Policy.Service.AccessLog;
using WebchatAspire.Policy.Service.Agreements;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Ledger.Publication;
using WebchatAspire.Policy.Service.Ledger.Search;
using WebchatAspire.Policy.Service.Ledger.Verification;
using WebchatAspire.Policy.Service.Monitorings;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Proposals;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.Policy.Service.Restrictions;
using WebchatAspire.Policy.Service.Reviews;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.ApiDocuments;
using WebchatAspire.ServiceDefaults.Migrations;
using WebchatAspire.ServiceDefaults.Problems;

if (MigrationCommand.Asked(args))
{
    return await PolicyContextOptions.MigrateAsync(args);
}
if (PolicyCheckCommand.Asked(args))
{
    return PolicyCheckCommand.Run(args, Console.Out, Console.Error);
}
if (VerifyCommand.Asked(args))
{
    return await VerifyCommand.RunAsync(args, Console.Out, Console.Error);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddOpenApi(options =>
    options.Describe(
        "Policy",
        "The policy in force, decisions under it, the registers of cases, approvals, reviews, agreements and restrictions, and the ledger."
    )
);
builder.AddPolicyService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDocument();
app.UseRequestIds();
app.UseStatusProblems();
app.UseAuthentication();
app.UseAuthorization();
app.UseJsonBodies();
app.MapPolicyApi();
app.MapVersionsApi();
app.MapProposalsApi();
app.MapMetadataApi();
app.MapEvaluationApi();
app.MapEvaluationsApi();
app.MapReadsApi();
app.MapMonitoringsApi();
app.MapLedgerApi();
app.MapDecisionsApi();
app.MapAccessLogApi();
app.MapTreeApi();
app.MapVerificationsApi();
app.MapCasesApi();
app.MapAgreementsApi();
app.MapApprovalsApi();
app.MapReviewsApi();
app.MapRestrictionsApi();
if (!await app.OpenCatalogueAsync(Console.Error))
{
    return 1;
}
app.Run();
return Environment.ExitCode;
