using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using HdrHistogram;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Load;

/// <summary>
/// Records officers who each ask to open a recording under a complaint case and read it whole, again and again: the decision is in
/// the ledger before it is answered, and the reading before the text is.
/// </summary>
internal sealed class RetrievalRun : IDisposable
{
    /// <summary>Every fourth of them names somebody and a street.</summary>
    private const int Messages = 200;
    private const int Recordings = 10;
    private const long Highest = 60_000_000;

    private readonly LoadOptions _options;
    private readonly List<AdviserClient> _readers = [];
    private readonly List<Guid> _recordings = [];
    private readonly LongConcurrentHistogram _decided = new(1, Highest, 3);
    private readonly LongConcurrentHistogram _read = new(1, Highest, 3);
    private readonly LongConcurrentHistogram _retrieved = new(1, Highest, 3);
    private string _caseReference = "";

    private RetrievalRun(LoadOptions options) => _options = options;

    public static async Task<RetrievalRun> PrepareAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var run = new RetrievalRun(options);
        var references = new List<string>();
        for (var i = 0; i < Recordings; i++)
        {
            references.Add(await run.RecordAsync(cancellationToken));
        }
        run._caseReference = await run.OpenCaseAsync(references, cancellationToken);
        for (var i = 0; i < options.Readers; i++)
        {
            run._readers.Add(await run.SignInAsync(options.Officer, cancellationToken));
        }
        Console.WriteLine($"{Recordings} recordings of {Messages} messages, {options.Readers} readers");
        return run;
    }

    public async Task DriveAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(_options.WarmUp, measured: false, cancellationToken);
        await ReadAsync(_options.Duration, measured: true, cancellationToken);
    }

    /// <returns>Whether anything was read.</returns>
    public bool Report()
    {
        Measurements.Print("decided", _decided, "permits", _options.Duration);
        Measurements.Print("read", _read, "transcripts", _options.Duration);
        Measurements.Print("both", _retrieved, "retrievals", _options.Duration);
        return _retrieved.TotalCount > 0;
    }

    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    private Task ReadAsync(TimeSpan length, bool measured, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        return Task.WhenAll(_readers.Select(ReadOnAsync));

        async Task ReadOnAsync(AdviserClient reader)
        {
            // Not all at once.
            await Task.Delay(_options.Pause * Random.Shared.NextDouble(), cancellationToken);
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                var chat = _recordings[Random.Shared.Next(_recordings.Count)];
                var started = Stopwatch.GetTimestamp();
                var retrieval = await AskAsync(reader, chat, cancellationToken);
                var decided = Stopwatch.GetTimestamp();
                await ReadAsync(reader, retrieval, cancellationToken);
                if (measured)
                {
                    Record(_decided, Stopwatch.GetElapsedTime(started, decided));
                    Record(_read, Stopwatch.GetElapsedTime(decided));
                    Record(_retrieved, Stopwatch.GetElapsedTime(started));
                }
                await Task.Delay(_options.Pause, cancellationToken);
            }
        }
    }

    private async Task<Guid> AskAsync(AdviserClient reader, Guid chat, CancellationToken cancellationToken)
    {
        var retrieval = await reader.Session.PostAsync<JsonElement>(
            $"/api/recordings/{chat}/retrievals",
            new
            {
                purpose = "complaint",
                caseReference = _caseReference,
                justification = "Checking what was promised to the resident.",
            },
            cancellationToken
        );
        return retrieval.GetProperty("retrievalId").GetGuid();
    }

    private static async Task ReadAsync(AdviserClient reader, Guid retrieval, CancellationToken cancellationToken)
    {
        var transcript = await reader.Session.GetAsync<JsonElement>(
            $"/api/retrievals/{retrieval}/transcript",
            cancellationToken
        );
        var messages = transcript
            .GetProperty("events")
            .EnumerateArray()
            .Count(happened => happened.GetProperty("kind").ValueEquals("message"));
        if (messages < Messages)
        {
            throw new InvalidOperationException($"A transcript has {messages} of {Messages} messages.");
        }
    }

    /// <summary>One chat, both sides in turn, ended.</summary>
    /// <returns>Its reference.</returns>
    private async Task<string> RecordAsync(CancellationToken cancellationToken)
    {
        using var adviser = await SignInAsync(_options.Adviser, cancellationToken);
        using var resident = await ResidentClient.StartAsync(
            _options.Gateway,
            _options.Service,
            "The tap in the kitchen drips.",
            cancellationToken: cancellationToken
        );
        await adviser.AcceptAsync(_options.Service, resident.ChatId, cancellationToken);
        await using var adviserLine = await adviser.ConnectAsync(cancellationToken);
        await using var residentLine = await resident.ConnectAsync(cancellationToken);
        await adviserLine.JoinAsync(resident.ChatId);
        await residentLine.JoinAsync(resident.ChatId);
        for (var i = 0; i < Messages; i++)
        {
            var line = i % 2 == 0 ? adviserLine : residentLine;
            var sent = await line.SendAsync(
                resident.ChatId,
                Guid.CreateVersion7(),
                i % 4 == 0
                    ? $"Mrs Adams of 12 Elm Road says that hers does too ({i})."
                    : $"The tap in the kitchen drips since yesterday, and now the floor is wet ({i})."
            );
            if (!sent.Ok)
            {
                throw new InvalidOperationException($"A message was refused: {sent.Code}.");
            }
        }
        await residentLine.EndAsync(resident.ChatId);
        _recordings.Add(resident.ChatId);
        return resident.Reference;
    }

    private async Task<string> OpenCaseAsync(List<string> references, CancellationToken cancellationToken)
    {
        using var supervisor = await SignInAsync(_options.Supervisor, cancellationToken);
        var reference = $"C-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
        using var opened = await supervisor.Session.Http.PostAsJsonAsync(
            "/api/cases",
            new
            {
                kind = "complaint",
                reference,
                chatReferences = references,
            },
            cancellationToken
        );
        opened.EnsureSuccessStatusCode();
        return reference;
    }

    private Task<AdviserClient> SignInAsync(string userName, CancellationToken cancellationToken) =>
        AdviserClient.SignInAsync(_options.Gateway, userName, _options.Password, cancellationToken);

    private static void Record(LongConcurrentHistogram histogram, TimeSpan latency) =>
        histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Highest));
}
