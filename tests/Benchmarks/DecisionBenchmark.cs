using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Tests;

namespace WebchatAspire.Benchmarks;

/// <summary>What a decision costs: by itself, and over HTTP with its commit to the ledger.</summary>
internal sealed class DecisionBenchmark(TextWriter output)
{
    private const int Callers = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    public async Task RunAsync()
    {
        InProcess();
        var (_, app) = await MeasuredService.NewDatabaseAsync("decision_benchmark");
        await using var issuer = new TestIssuer();
        await issuer.InitializeAsync();
        await using var service = await MeasuredService.StartAsync(app, signs: true, issuer.MetadataAddress);
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            issuer.Service(PolicyApplication.RecordingClient)
        );
        foreach (var pause in new[] { TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100), TimeSpan.Zero })
        {
            await OverHttpAsync(client, pause, WarmUp);
            var times = await OverHttpAsync(client, pause, Length);
            Tell(
                $"{Callers} callers, {pause.TotalMilliseconds:F0} ms between an answer and the next question: {times.Count / Length.TotalSeconds:F0}/s, {times}"
            );
        }
    }

    /// <summary>On one thread: all that the policy grants, with a case and without, its obligations understood and not.</summary>
    private void InProcess()
    {
        var asked = (
            from purpose in Scenario.Policy.Purposes
            from grant in purpose.Grants
            from who in grant.Who
            from action in grant.Actions
            from resource in grant.Resources
            from named in (string[])["good", "none"]
            from understood in (string[][])
                [
                    ["step-up", "mask-third-parties", "time-limit"],
                    [],
                ]
            select Scenarios.Generous with
            {
                SubjectType = grant.Subject,
                Roles = who.Role is { } role ? [role] : [],
                Purpose = purpose.Id,
                Action = action,
                Resource = resource,
                Case = named,
                Understood = understood,
                State = "ended",
            }
        )
            .Select(scenario => (Question: scenario.Question(), Facts: scenario.Facts()))
            .ToArray();
        Evaluate(asked, WarmUp);
        var (evaluations, permits, seconds) = Evaluate(asked, Length);
        Tell(
            $"in process, one thread: {evaluations / seconds:F0}/s, {100.0 * permits / evaluations:F0} % of them permits"
        );
    }

    private static (long Evaluations, long Permits, double Seconds) Evaluate(
        (Question Question, Facts Facts)[] asked,
        TimeSpan length
    )
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        var (evaluations, permits) = (0L, 0L);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            foreach (var (question, facts) in asked)
            {
                permits += Evaluator.Evaluate(Scenario.Policy, question, facts, at).Permit ? 1 : 0;
            }
            evaluations += asked.Length;
        }
        return (evaluations, permits, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Residents who open their own copy: a permit each, which is in the ledger before it is answered.</summary>
    private static async Task<Times> OverHttpAsync(HttpClient client, TimeSpan pause, TimeSpan length)
    {
        var began = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));
        var all = new Times();
        Array.ForEach(each, all.Add);
        return all;

        async Task<Times> CallAsync()
        {
            var times = new Times();
            await Task.Delay(pause * Random.Shared.NextDouble());
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                var question = Requests.OwnCopy(Guid.CreateVersion7());
                await times.MeasureAsync(() => PermitAsync(client, question));
                await Task.Delay(pause);
            }
            return times;
        }
    }

    private static async Task PermitAsync(HttpClient client, object question)
    {
        using var response = await client.PostAsJsonAsync("/access/v1/evaluation", question);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.GetProperty("decision").GetBoolean())
        {
            throw new InvalidOperationException("What is measured is a permit.");
        }
    }

    private void Tell(FormattableString figure) => output.WriteLine(figure.ToString(CultureInfo.InvariantCulture));
}
