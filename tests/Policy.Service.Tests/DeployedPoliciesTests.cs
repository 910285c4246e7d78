using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>What a start makes of the deployment's policy files, each in a store of its own.</summary>
public sealed class DeployedPoliciesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Spring = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly PolicyDatabase _database = new();
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    [Fact]
    public async Task The_first_start_publishes_the_files_with_an_entry_in_the_ledger_each()
    {
        _folder.Write("1.yaml", PolicyTexts.Good);
        _folder.Write("2.yaml", PolicyTexts.Next("2026.2", "2026-07-01"));

        await StartAsync(Spring);

        var entries = (await _database.EntriesAsync())
            .Select(entry => JsonNode.Parse(entry.Entry)!.AsObject())
            .ToList();
        Assert.Equal(
            [("2026.1", "2026-01-01"), ("2026.2", "2026-07-01")],
            entries.Select(entry =>
                (entry["policy_version"]!.GetValue<string>(), entry["in_force_from"]!.GetValue<string>())
            )
        );
        Assert.All(entries, entry => Assert.Equal("policy-published", entry["kind"]!.GetValue<string>()));
        Assert.Equal(
            entries.Select(entry => entry["sha256"]!.GetValue<string>()),
            await _database.ListAsync("select encode(sha256, 'hex') from policy.versions order by ledger_index")
        );
        Assert.Equal(["policy", "policy"], await _database.ListAsync("select published_by from policy.versions"));
        Assert.Contains("policy", (await _database.EntriesAsync())[0].Details!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_files_that_are_published_changes_nothing()
    {
        _folder.Write("1.yaml", PolicyTexts.Good);
        await StartAsync(Spring);
        // A checkout on another system, and an editor of another taste.
        _folder.Write("1.yaml", "\ufeff" + PolicyTexts.Good.Replace("\n", "\r\n", StringComparison.Ordinal));

        var catalogue = await StartAsync(Spring.AddDays(1));

        Assert.Equal("2026.1", catalogue.InForceAt(Spring).Version);
        Assert.Single(await _database.EntriesAsync());
    }

    [Fact]
    public async Task A_published_file_that_was_edited_stops_the_start_with_a_message()
    {
        var file = _folder.Write("1.yaml", PolicyTexts.Good);
        await StartAsync(Spring);
        _folder.Write("1.yaml", PolicyTexts.Good + "# only a comment\n");
        _folder.Write("2.yaml", PolicyTexts.Next("2026.2", "2026-07-01"));

        var error = Assert.Single((await RefusedAsync(Spring)).Errors);

        Assert.Equal((file, "immutable"), (error.File, error.Rule));
        Assert.Contains(
            "2026.1 was published with another text on 2026-03-02",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Single(await _database.EntriesAsync());
    }

    [Theory]
    [InlineData("2026-03-02", "date-ahead")]
    [InlineData("2025-12-31", "date-ahead")]
    [InlineData("2026-01-01", "versions-apart")]
    public async Task A_later_file_cannot_change_what_has_been(string from, string rule)
    {
        _folder.Write("1.yaml", PolicyTexts.Good);
        await StartAsync(Spring);
        _folder.Write("2.yaml", PolicyTexts.Next("2026.2", from));

        Assert.Contains((await RefusedAsync(Spring)).Errors, error => error.Rule == rule && error.Line > 1);
    }

    [Fact]
    public async Task A_version_stays_when_its_file_is_gone()
    {
        var file = _folder.Write("1.yaml", PolicyTexts.Good);
        await StartAsync(Spring);
        File.Delete(file);

        Assert.Equal("2026.1", (await StartAsync(Spring)).InForceAt(Spring).Version);
    }

    [Fact]
    public async Task Without_a_version_in_force_there_is_no_start()
    {
        Assert.Equal("one-version", Assert.Single((await RefusedAsync(Spring)).Errors).Rule);

        _folder.Write("1.yaml", PolicyTexts.Next("2999.1", "2999-01-01"));
        _folder.Write("2.yaml", PolicyTexts.Next("2999.2", "2999-07-01"));

        var error = Assert.Single((await RefusedAsync(Spring)).Errors);
        Assert.Equal("one-in-force", error.Rule);
        Assert.Contains("the first begins on 2999-01-01", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _database.EntriesAsync());
    }

    [Fact]
    public async Task A_published_text_that_this_release_cannot_read_stops_the_start()
    {
        await _database.PublishUnreadableAsync("2027.1", "2027-01-01");
        _folder.Write("1.yaml", PolicyTexts.Good);

        var error = Assert.Single((await RefusedAsync(Spring)).Errors);

        Assert.Equal(("2027.1", "readable"), (error.File, error.Rule));
    }

    [Fact]
    public async Task Replicas_that_start_together_publish_once()
    {
        _folder.Write("1.yaml", PolicyTexts.Good);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(Spring)));

        Assert.Single(await _database.EntriesAsync());
    }

    [Fact]
    public async Task The_version_in_force_at_the_time_decides()
    {
        _folder.Write("1.yaml", PolicyTexts.Good);
        _folder.Write("2.yaml", PolicyTexts.Next("2026.2", "2026-07-01"));

        var policies = await StartAsync(Spring);

        // British Summer Time is an hour ahead of UTC: the first of July begins at 23:00.
        Assert.Equal("2026.1", policies.InForceAt(new DateTimeOffset(2026, 6, 30, 22, 59, 59, TimeSpan.Zero)).Version);
        Assert.Equal("2026.2", policies.InForceAt(new DateTimeOffset(2026, 6, 30, 23, 0, 0, TimeSpan.Zero)).Version);
        Assert.Throws<PolicyUnavailableException>(() => policies.InForceAt(DateTimeOffset.UnixEpoch));
    }

    private async Task<PolicyFileException> RefusedAsync(DateTimeOffset now) =>
        await Assert.ThrowsAsync<PolicyFileException>(() => StartAsync(now));

    /// <summary>What the service does before its first request, as a process of its own would.</summary>
    private async Task<PolicyCatalogue> StartAsync(DateTimeOffset now)
    {
        var services = new ServiceCollection()
            .AddDbContext<PolicyContext>(options => options.UseNpgsql(_database.App).UseSnakeCaseNamingConvention())
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder().AddInMemoryCollection([new("Policy:Folder", _folder.Path)]).Build()
            )
            .AddSingleton<TimeProvider>(new FakeTimeProvider(now))
            .AddSingleton<PolicyCatalogue>()
            .AddSingleton<DeployedPolicies>()
            .AddScoped<PolicyPublisher>()
            .AddScoped<LedgerWriter>()
            .BuildServiceProvider();
        await using (services)
        {
            await services.GetRequiredService<DeployedPolicies>().PublishAsync(TestContext.Current.CancellationToken);
            return services.GetRequiredService<PolicyCatalogue>();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }
}
