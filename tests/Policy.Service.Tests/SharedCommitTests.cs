using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Telemetry;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Law 3 with many callers at once: they share commits, and nobody's trouble is another's.</summary>
public sealed class SharedCommitTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The head is held by somebody else meanwhile, so that those who ask have to wait for each other.</summary>
    [Fact]
    public async Task Callers_who_wait_for_a_commit_share_the_next_one()
    {
        const int callers = 40;
        using var batches = new Batches();
        var held = await HoldHeadAsync();
        var first = batches.Ask(Decide);
        await WaitForAppendAsync();

        var others = Enumerable.Range(0, callers).Select(_ => batches.Ask(Decide)).ToList();
        await held.DisposeAsync();
        await first;
        var answers = await Task.WhenAll(others);

        Assert.Equal([1, callers], batches.Sizes);
        var indexes = answers.Select(answer => answer.Context.LedgerIndex).ToList();
        Assert.Equal(Enumerable.Range(0, callers).Select(i => indexes[0] + i), indexes);
    }

    [Fact]
    public async Task A_commit_that_fails_answers_nobody_and_permits_nothing()
    {
        await application.OpenCaseAsync("SHARED/1", "SHAR-1111");
        var before = await SizeAsync();
        await application.Database.ExecuteAsync(
            """
            create function public.full() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'disk_full'; end $$;
            create constraint trigger full_disk after insert on ledger.details deferrable initially deferred
                for each row execute function public.full();
            """
        );

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7())))
        );
        await application.Database.ExecuteAsync("drop function public.full() cascade");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Equal(before, await SizeAsync());
    }

    /// <summary>A trigger refuses the decision of one caller, as PostgreSQL would refuse something that nobody thought of.</summary>
    [Fact]
    public async Task One_decision_that_cannot_be_stored_fails_alone()
    {
        var bad = Guid.CreateVersion7();
        await application.Database.ExecuteAsync(
            $"""
            create function public.refuse() returns trigger language plpgsql as
                $$ begin
                    if new.resource_id = '{bad}' then raise exception 'no'; end if;
                    return new;
                end $$;
            create trigger refuse before insert on policy.decisions for each row execute function public.refuse();
            """
        );
        var held = await HoldHeadAsync();
        var first = Decide();
        await WaitForAppendAsync();
        var good = Enumerable.Range(0, 6).Select(_ => Decide()).ToList();
        var refused = Decide(bad);
        good.AddRange(Enumerable.Range(0, 6).Select(_ => Decide()));
        await held.DisposeAsync();

        await Task.WhenAll([first, .. good]);
        await Assert.ThrowsAnyAsync<DbException>(() => refused);
        await application.Database.ExecuteAsync("drop function public.refuse() cascade");

        var entries = await application.Database.EntriesAsync();
        Assert.Equal(
            Enumerable.Range(0, entries.Count).Select(index => (long)index),
            entries.Select(entry => entry.Index)
        );
    }

    [Fact]
    public async Task A_caller_who_went_away_is_not_decided_for_and_harms_nobody()
    {
        var held = await HoldHeadAsync();
        var first = Decide();
        await WaitForAppendAsync();
        using var impatience = new CancellationTokenSource();
        var before = await SizeAsync();
        var gone = Decide(caller: impatience.Token);
        var patient = Decide();
        await impatience.CancelAsync();
        await held.DisposeAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => gone);
        await first;
        await patient;
        Assert.Equal(before + 2, await SizeAsync());
    }

    [Fact]
    public async Task Readings_and_decisions_share_a_commit()
    {
        var chat = Guid.CreateVersion7();
        var answer = await PolicyApplication.ReadAsync(await application.EvaluateAsync(Requests.OwnCopy(chat)));
        var decision = answer.GetProperty("context").GetProperty("decision_id").GetGuid();
        var commits = application.Services.GetRequiredService<SharedCommits>();
        var held = await HoldHeadAsync();
        var opening = Decide();
        await WaitForAppendAsync();

        var deciding = Decide();
        var reading = commits.CommitAsync(
            new PendingReading(LedgerKinds.Read, decision, chat, "recording", null, Cancel)
        );
        var none = commits.CommitAsync(
            new PendingReading(LedgerKinds.Read, Guid.NewGuid(), chat, "recording", null, Cancel)
        );
        await held.DisposeAsync();

        await opening;
        Assert.Equal(ReadingResult.NoSuchPermit, (await none).Result);
        Assert.Equal((await deciding).Context.LedgerIndex + 1, (await reading).Index);
    }

    /// <summary>Asks at the decision point itself, where a question waits as soon as it is asked.</summary>
    private Task<EvaluationResponse> Decide(Guid? chat = null, CancellationToken? caller = null)
    {
        var id = (chat ?? Guid.CreateVersion7()).ToString();
        var question = new Question(
            DecisionSubject.Without("resident", id),
            "retrieve",
            "recording",
            id,
            new Attributes(null),
            new Attributes(
                new Dictionary<string, JsonElement>
                {
                    ["purpose"] = JsonSerializer.SerializeToElement("subject-access"),
                }
            )
        );
        return application
            .Services.GetRequiredService<DecisionPoint>()
            .DecideAsync(question, PolicyApplication.RecordingClient, caller ?? Cancel);
    }

    private Task<EvaluationResponse> Decide() => Decide(null);

    private async Task<NpgsqlConnection> HoldHeadAsync()
    {
        var connection = new NpgsqlConnection(application.Database.App);
        await connection.OpenAsync(Cancel);
        await using var hold = new NpgsqlCommand("begin; select ledger.reserve_index()", connection);
        await hold.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    /// <summary>Until a commit waits for the head.</summary>
    private async Task WaitForAppendAsync()
    {
        while (
            await application.Database.QueryAsync<long>(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%reserve_index%' and datname = current_database()"
            ) == 0
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancel);
        }
    }

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");

    /// <summary>The spans of the shared commits that carry what was asked here.</summary>
    private sealed class Batches : IDisposable
    {
        private static readonly ActivitySource Source = new("Tests.SharedCommits");

        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ConcurrentDictionary<ActivityTraceId, bool> _asked = new();
        private readonly ActivityListener _listener;

        public Batches()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<int> Sizes =>
            _stopped
                .Where(span => span.OperationName == "webchat.ledger.batch")
                .Where(span => span.Links.Any() && span.Links.All(link => _asked.ContainsKey(link.Context.TraceId)))
                .Select(span => (int)span.GetTagItem(TelemetryNames.BatchSize)!);

        public Task<EvaluationResponse> Ask(Func<Task<EvaluationResponse>> ask)
        {
            using var request = Source.StartActivity("request");
            _asked.TryAdd(request!.TraceId, true);
            return ask();
        }

        public void Dispose() => _listener.Dispose();
    }
}
