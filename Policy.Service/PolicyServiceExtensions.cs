using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.AccessLog;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.Policy.Service.Restrictions;
using WebchatAspire.Policy.Service.Reviews;
using WebchatAspire.Policy.Service.Watch;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service;

internal static class PolicyServiceExtensions
{
    public static void AddPolicyService(this IHostApplicationBuilder builder)
    {
        builder.AddTokenValidation();
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(ServiceScopes.PolicyDecide, policy => policy.RequireScope(ServiceScopes.PolicyDecide));
        builder.AddNpgsqlDbContext<PolicyContext>(
            "policies",
            // A decision is one transaction that is never repeated by itself: whoever asked asks again, and gets a new one.
            settings =>
            {
                settings.DisableRetry = true;
                settings.ConnectionString = Hurried(settings.ConnectionString);
            },
            options => options.UseSnakeCaseNamingConvention()
        );
        builder.AddPublication();
        builder.Services.AddSingleton<PolicyTelemetry>();
        builder.Services.AddSingleton<SubjectTokens>();
        builder.Services.AddSingleton<CaseValidation>();
        builder.Services.AddScoped<FactGatherer>();
        builder.Services.AddScoped<FollowUps>();
        builder.Services.AddScoped<OwedCases>();
        builder.Services.AddScoped<ApprovalFacts>();
        builder.Services.AddScoped<ApprovalReader>();
        builder.Services.AddScoped<ApprovalEntries>();
        builder.Services.AddScoped<ApprovalRegister>();
        builder.Services.AddScoped<ReviewReader>();
        builder.Services.AddScoped<AccessLogReader>();
        builder.Services.AddScoped<ReviewRegister>();
        builder.Services.AddScoped<RestrictionEnds>();
        builder.Services.AddHostedService<RegisterWatch>();
        builder.Services.AddScoped<LedgerWriter>();
        builder.Services.AddScoped<RegisterTransaction>();
        builder.Services.AddScoped<SharedTransaction>();
        builder.Services.AddSingleton<SharedCommits>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SharedCommits>());
        builder.Services.AddSingleton<DecisionPoint>();
        builder.Services.AddLedgerTree();
    }

    /// <summary>
    /// A person waits for the answer: if PostgreSQL is away, they are told soon. Statements are few, so all are prepared.
    /// </summary>
    private static string Hurried(string? connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = 3,
            CommandTimeout = 5,
            CancellationTimeout = 1000,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
        }.ConnectionString;
}
