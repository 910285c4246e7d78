using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.ServiceDefaults.Enforcement;

/// <summary>The policy decision point did not give an answer that can be relied on, so the answer is no (law 3).</summary>
public sealed class PolicyUnavailableException(Exception? inner = null)
    : Exception("The policy decision point gave no answer.", inner);

/// <summary>
/// Policy.Service as seen by an enforcement point: AuthZEN 1.0 evaluations, and entries in the ledger for what is read and followed. Calls
/// carry this service's own token and, in a header of its own, the token of the member of staff on whose behalf they are.
/// </summary>
public sealed partial class PolicyClient(HttpClient http, TimeProvider clock, ILogger<PolicyClient> logger)
{
    private const string Monitorings = "/api/ledger/monitorings";

    /// <summary>For the whole of a call, this service's own token included: a person waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An answer that lacks a member is none: nothing is to be read out of a default.</summary>
    private static readonly JsonSerializerOptions WholeAnswers = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="PolicyUnavailableException">No answer, or none that can be understood.</exception>
    public async Task<EvaluationResponse> EvaluateAsync(
        EvaluationRequest evaluation,
        string? subjectToken,
        CancellationToken cancellationToken
    )
    {
        var (status, answer, _) = await PostAsync<EvaluationRequest, EvaluationResponse>(
            "/access/v1/evaluation",
            evaluation,
            subjectToken,
            cancellationToken
        );
        return answer ?? throw NoAnswer(status);
    }

    /// <summary>Puts a reading into the ledger before it happens.</summary>
    /// <exception cref="PolicyUnavailableException">The entry is not known to be in the ledger.</exception>
    public Task<EnteredReading> EnterReadingAsync(
        Guid decisionId,
        Guid chatId,
        string? subjectToken,
        CancellationToken cancellationToken
    ) => EnterAsync("/api/ledger/reads", new ReadEntryRequest(decisionId, chatId), subjectToken, cancellationToken);

    /// <summary>Puts into the ledger that a chat is followed from now on, before it is.</summary>
    /// <exception cref="PolicyUnavailableException">The entry is not known to be in the ledger.</exception>
    public Task<EnteredReading> StartMonitoringAsync(
        Guid decisionId,
        Guid chatId,
        string? subjectToken,
        CancellationToken cancellationToken
    ) => EnterAsync(Monitorings, new ReadEntryRequest(decisionId, chatId), subjectToken, cancellationToken);

    /// <summary>Puts into the ledger that a chat is followed no longer. Again makes no difference.</summary>
    /// <param name="endedBy">One of <see cref="MonitoringEnds"/>.</param>
    /// <returns>Null when none was started under the decision.</returns>
    /// <exception cref="PolicyUnavailableException">It is not known to be in the ledger.</exception>
    public async Task<MonitoringStopResponse?> StopMonitoringAsync(
        Guid decisionId,
        string endedBy,
        CancellationToken cancellationToken
    )
    {
        var (status, answer, _) = await PostAsync<MonitoringStopRequest, MonitoringStopResponse>(
            $"{Monitorings}/stop",
            new MonitoringStopRequest(decisionId, endedBy),
            subjectToken: null,
            cancellationToken
        );
        return answer is null && status != HttpStatusCode.NotFound ? throw NoAnswer(status) : answer;
    }

    /// <summary>What this service has started to follow and not stopped.</summary>
    /// <exception cref="PolicyUnavailableException">It is not known.</exception>
    public async Task<IReadOnlyList<OpenMonitoring>> OpenMonitoringsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Monitorings);
        var (status, answer, _) = await SendAsync<OpenMonitorings>(request, Monitorings, cancellationToken);
        return answer?.Monitorings ?? throw NoAnswer(status);
    }

    private async Task<EnteredReading> EnterAsync(
        string path,
        ReadEntryRequest entry,
        string? subjectToken,
        CancellationToken cancellationToken
    )
    {
        var (status, answer, refusal) = await PostAsync<ReadEntryRequest, ReadEntryResponse>(
            path,
            entry,
            subjectToken,
            cancellationToken
        );
        return status is HttpStatusCode.Forbidden or HttpStatusCode.Conflict
            ? new EnteredReading(null, refusal)
            : new EnteredReading(answer?.LedgerIndex ?? throw NoAnswer(status), null);
    }

    /// <summary>What the resident of a chat may know now of those who used its recording (law 7).</summary>
    /// <exception cref="PolicyUnavailableException">It is not known.</exception>
    public async Task<AccessLogAnswer> AccessLogAsync(Guid chatId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/access-log?chatId={chatId}");
        var (status, answer, _) = await SendAsync<AccessLogAnswer>(request, "/api/access-log", cancellationToken);
        return answer ?? throw NoAnswer(status);
    }

    private async Task<(HttpStatusCode Status, TAnswer? Answer, string? Refusal)> PostAsync<TAsk, TAnswer>(
        string path,
        TAsk ask,
        string? subjectToken,
        CancellationToken cancellationToken
    )
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(ask) };
        if (subjectToken is not null)
        {
            request.Headers.Add(ServiceHeaders.SubjectToken, subjectToken);
        }
        return await SendAsync<TAnswer>(request, path, cancellationToken);
    }

    private async Task<(HttpStatusCode Status, TAnswer? Answer, string? Refusal)> SendAsync<TAnswer>(
        HttpRequestMessage request,
        string path,
        CancellationToken cancellationToken
    )
        where TAnswer : class
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var response = await http.SendAsync(request, limited.Token);
            return response.IsSuccessStatusCode
                ? (
                    response.StatusCode,
                    await response.Content.ReadFromJsonAsync<TAnswer>(WholeAnswers, limited.Token),
                    null
                )
                : (response.StatusCode, null, await CodeOfAsync(response, limited.Token));
        }
        // Whatever went wrong on the way (connection, time, token, form), policy has not said yes.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoAnswer(path, e.GetType().Name);
            throw new PolicyUnavailableException(e);
        }
    }

    /// <summary>The code of a problem; a refusal without one is a refusal all the same.</summary>
    private static async Task<string?> CodeOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<RefusalCode>(cancellationToken);
            return problem?.Code;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private PolicyUnavailableException NoAnswer(HttpStatusCode status)
    {
        LogUnusable((int)status);
        return new PolicyUnavailableException();
    }

    [LoggerMessage(LogLevel.Warning, "Policy.Service gave no answer to {Path}: {ExceptionType}")]
    private partial void LogNoAnswer(string path, string exceptionType);

    [LoggerMessage(LogLevel.Warning, "Policy.Service gave an answer that cannot be used, with status {Status}")]
    private partial void LogUnusable(int status);

    private sealed record RefusalCode(string? Code);
}

/// <summary>What came of testifying a use.</summary>
/// <param name="LedgerIndex">The entry of the use; null when it is not permitted (any more).</param>
/// <param name="Refusal">Why not, as a code, where policy said so.</param>
public sealed record EnteredReading(long? LedgerIndex, string? Refusal);
