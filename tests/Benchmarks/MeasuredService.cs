using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebchatAspire.Policy.Service;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Publication;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.Policy.Service.Tests;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.Testing;

namespace WebchatAspire.Benchmarks;

/// <summary>The policy service with its decisions and its ledger, on Kestrel, under its restricted account.</summary>
internal sealed class MeasuredService : IAsyncDisposable
{
    public static readonly string SigningKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly WebApplication _app;
    private readonly MeterListener _listener = new();

    private MeasuredService(WebApplication app)
    {
        _app = app;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "webchat.ledger.checkpoint.lag")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(
            (_, seconds, _, _) => CheckpointLag.Add(TimeSpan.FromSeconds(seconds))
        );
        _listener.Start();
    }

    public IServiceProvider Services => _app.Services;
    public Uri Address => new(_app.Urls.Single());
    public string Ledger => new Uri(Address, "ledger").AbsoluteUri;

    /// <summary>From an append to the commit of the checkpoint that covers it.</summary>
    public Times CheckpointLag { get; } = new();

    /// <param name="connectionString">Of the service's own account.</param>
    /// <param name="signs">Whether checkpoints are signed in the background, as they are in production.</param>
    /// <param name="metadataAddress">The token issuer's; needed where requests carry tokens.</param>
    public static async Task<MeasuredService> StartAsync(
        string connectionString,
        bool signs,
        string? metadataAddress = null
    )
    {
        var builder = WebApplication.CreateBuilder(
            // Tokens come from an issuer without HTTPS.
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:policies"] = connectionString,
                ["Identity:Issuer"] = TestIssuer.Issuer,
                ["Identity:MetadataAddress"] = metadataAddress,
                ["Ledger:Origin"] = "benchmark.test/ledger",
                ["Ledger:SigningKey"] = SigningKey,
            }
        );
        builder.AddServiceDefaults();
        builder.AddPolicyService();
        if (!signs)
        {
            builder.Services.Remove(
                builder.Services.Single(one => one.ImplementationType == typeof(CheckpointService))
            );
        }
        var app = builder.Build();
        app.UseRequestIds();
        app.UseStatusProblems();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseJsonBodies();
        app.MapEvaluationApi();
        app.MapTreeApi();
        if (!await app.OpenCatalogueAsync(Console.Error))
        {
            throw new InvalidOperationException("The policy cannot be used.");
        }
        await app.StartAsync();
        return new MeasuredService(app);
    }

    /// <summary>Entries of the size of a decision's in one transaction, as callers share it who ask at the same time.</summary>
    public async Task AppendAsync(int entries)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
        var ledger = scope.ServiceProvider.GetRequiredService<LedgerWriter>();
        await using var transaction = await database.Database.BeginTransactionAsync();
        await ledger.AppendAsync(
            [.. Enumerable.Range(0, entries).Select(_ => new TracedDraft(Draft(), default))],
            CancellationToken.None
        );
        await transaction.CommitAsync();
    }

    /// <summary>An empty ledger.</summary>
    /// <returns>The connection strings of the owner and of the service's account.</returns>
    public static async Task<(string Owner, string App)> NewDatabaseAsync(string name)
    {
        var accounts = await Stores.NewDatabaseAsync(name, "policies_owner", "policies_app");
        await PolicyContextOptions.MigrateAsync(["migrate", $"--ConnectionStrings:policies-owner={accounts[0]}"]);
        return (accounts[0], accounts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static LedgerDraft Draft() =>
        new(
            LedgerKinds.Decision,
            new JsonObject
            {
                ["decision_id"] = Guid.CreateVersion7().ToString(),
                ["action"] = "retrieve",
                ["purpose"] = "complaint",
                ["clause"] = "P16",
                ["outcome"] = "permit",
                ["reason_code"] = "permitted",
                ["policy_version"] = "2026-1",
                ["obligations"] = new JsonArray("mask-third-parties", "time-limit"),
            },
            new JsonObject { ["subject_id"] = Guid.CreateVersion7().ToString() }
        );
}
