using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>A recording without its text.</summary>
public sealed record RecordingSummary(
    Guid ChatId,
    string Reference,
    string Service,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string State,
    string? AdviserName,
    int MessageCount,
    bool Flagged,
    string? Outcome
);

/// <param name="Next">Where the next page starts; null on the last one.</param>
internal sealed record RecordingPage(IReadOnlyList<RecordingSummary> Recordings, string? Next);

/// <param name="Flagged">Only those in which somebody reported the other side's conduct (P7).</param>
internal sealed record RecordingQuery(
    string? Reference,
    string? Service = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Outcome = null,
    bool Flagged = false,
    string? After = null
);

internal sealed record NewRetrieval(string Purpose, string? CaseReference, string Justification);

/// <summary>What was decided on a request to read one recording.</summary>
/// <param name="PermitUntil">Null if it was refused.</param>
public sealed record Retrieval(
    Guid RetrievalId,
    Guid ChatId,
    Guid DecisionId,
    string Clause,
    string PolicyVersion,
    long LedgerIndex,
    DateTimeOffset? PermitUntil
);

/// <summary>A recording's text, as the permit's obligations let it be seen.</summary>
/// <param name="LedgerIndex">The ledger entry of this reading.</param>
/// <param name="Obligations">By name.</param>
/// <param name="AccessCode">On a resident's own copy: opens the chat's access log together with the reference.</param>
public sealed record Transcript(
    string Reference,
    string Service,
    long LedgerIndex,
    DateTimeOffset PermitUntil,
    IReadOnlyList<string> Obligations,
    IReadOnlyList<ChatEvent> Events,
    string? AccessCode = null
);

/// <summary>Recordings: their list, and their text under a permit.</summary>
internal sealed class RecordingApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    public const int PageSize = 25;

    public Task<RecordingPage> SearchAsync(RecordingQuery query)
    {
        var values = new QueryBuilder { { "limit", PageSize.ToString(CultureInfo.InvariantCulture) } };
        AddIfGiven(values, "reference", query.Reference);
        AddIfGiven(values, "service", query.Service);
        AddIfGiven(values, "from", query.From?.ToString("O", CultureInfo.InvariantCulture));
        AddIfGiven(values, "to", query.To?.ToString("O", CultureInfo.InvariantCulture));
        AddIfGiven(values, "outcome", query.Outcome);
        AddIfGiven(values, "flagged", query.Flagged ? "true" : null);
        AddIfGiven(values, "after", query.After);
        return GetAsync<RecordingPage>($"/api/recordings{values.ToQueryString()}", Caller.Staff);
    }

    public Task<Retrieval> RetrieveAsync(Guid chatId, NewRetrieval retrieval) =>
        PostAsync<Retrieval>($"/api/recordings/{chatId}/retrievals", Caller.Staff, retrieval);

    public Task<Retrieval> GetRetrievalAsync(Guid retrievalId) =>
        GetAsync<Retrieval>($"/api/retrievals/{retrievalId}", Caller.Staff);

    public Task<Transcript> ReadAsync(Guid retrievalId) =>
        GetAsync<Transcript>($"/api/retrievals/{retrievalId}/transcript", Caller.Staff);

    /// <summary>The resident's own copy.</summary>
    public Task<Transcript> OwnCopyAsync(Guid chatId) =>
        GetAsync<Transcript>($"/api/chats/{chatId}/transcript", Caller.Resident(chatId));

    /// <summary>Who used the recording of one's own chat.</summary>
    public Task<ResidentAccessLog> AccessLogAsync(Guid chatId) =>
        GetAsync<ResidentAccessLog>($"/api/chats/{chatId}/access-log", Caller.Resident(chatId));

    /// <summary>The same for who has the copy only.</summary>
    /// <exception cref="UpstreamException"><c>access-log-not-found</c>: the two do not belong together.</exception>
    public Task<ResidentAccessLog> AccessLogAsync(string reference, string code) =>
        PostAsync<ResidentAccessLog>("/api/access-logs", Caller.Anyone, new { reference, code });

    /// <summary>What the resident thinks of the chat; once, after its end.</summary>
    /// <param name="score">1 to 5, the best.</param>
    public Task RateAsync(Guid chatId, int score, string? comment) =>
        PostAsync($"/api/recordings/{chatId}/rating", Caller.Resident(chatId), new { score, comment });

    private static void AddIfGiven(QueryBuilder values, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            values.Add(name, value);
        }
    }
}
