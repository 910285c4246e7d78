using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>An entry of the ledger; it holds no personal data.</summary>
public sealed record LedgerEntry(
    long Index,
    string Kind,
    DateTimeOffset At,
    string? Outcome,
    string? Purpose,
    string? Action,
    string? Clause,
    string? ReasonCode,
    string? PolicyVersion,
    Guid? DecisionId,
    string? TraceId
);

/// <param name="Next">What to go on before; null on the last page.</param>
/// <param name="Size">How many entries the ledger has.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries, long? Next, long Size, IReadOnlyList<string> Kinds);

/// <param name="Entry">As it was hashed.</param>
/// <param name="LeafHash">In hex.</param>
/// <param name="Covered">There is a receipt.</param>
/// <param name="Details">Null once they have been erased.</param>
public sealed record LedgerEntryView(
    LedgerEntry Item,
    string Entry,
    string LeafHash,
    bool Covered,
    JsonElement? Details
);

public sealed record DecisionCase(Guid Id, string Kind, string Reference, string State);

/// <param name="SubjectId">A pseudonym.</param>
/// <param name="Under">Entries that belong to the decision, newest first.</param>
public sealed record DecisionView(
    Guid Id,
    DateTimeOffset At,
    string SubjectType,
    string SubjectId,
    string Action,
    string ResourceType,
    string ResourceId,
    string? ChatReference,
    string? Purpose,
    DecisionCase? Case,
    string Outcome,
    string Clause,
    string ReasonCode,
    string PolicyVersion,
    IReadOnlyList<string> Obligations,
    IReadOnlyList<string> Rules,
    DateTimeOffset? PermitUntil,
    string AskedBy,
    long LedgerIndex,
    string? TraceId,
    IReadOnlyList<LedgerEntry> Under
);

/// <param name="State"><c>running</c>, <c>right</c>, <c>wrong</c>, <c>unreadable</c> or <c>interrupted</c>.</param>
public sealed record Verification(
    Guid Id,
    string State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    long EntriesChecked,
    long? Size,
    IReadOnlyList<string> Findings,
    int FindingCount
)
{
    public bool IsRunning => State == "running";
}

/// <summary>What entries are looked for by; what is null does not count.</summary>
public sealed record LedgerQuery(
    string? Kind,
    string? Purpose,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Case,
    string? Chat,
    string? Decision,
    string? Before
);

/// <summary>The ledger as auditors see it, and what the log publishes for everybody.</summary>
internal sealed class LedgerApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    private const string PageSize = "50";

    public Task<LedgerPage> SearchAsync(LedgerQuery query)
    {
        var sent = new QueryBuilder { { "limit", PageSize } };
        foreach (var (name, value) in Members(query))
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                sent.Add(name, value.Trim());
            }
        }
        return GetAsync<LedgerPage>($"/api/ledger/entries{sent}", Caller.Staff);
    }

    public Task<LedgerEntryView> EntryAsync(long index) =>
        GetAsync<LedgerEntryView>(
            string.Create(CultureInfo.InvariantCulture, $"/api/ledger/entries/{index}"),
            Caller.Staff
        );

    /// <returns>Null when there is none, or it has been erased.</returns>
    public async Task<DecisionView?> FindDecisionAsync(Guid id)
    {
        try
        {
            return await GetAsync<DecisionView>($"/api/decisions/{id}", Caller.Staff);
        }
        catch (UpstreamException missing) when (missing.Problem.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<Verification>> VerificationsAsync() =>
        (await GetAsync<VerificationList>("/api/ledger/verifications", Caller.Staff)).Verifications;

    public Task<Verification> VerificationAsync(Guid id) =>
        GetAsync<Verification>($"/api/ledger/verifications/{id}", Caller.Staff);

    public Task<Verification> VerifyAsync() =>
        PostAsync<Verification>("/api/ledger/verifications", Caller.Staff, body: null);

    /// <summary>The key that signs the log now, in the form that the command <c>verify</c> takes.</summary>
    public async Task<string> VerifierKeyAsync()
    {
        using var response = await SendAsync(HttpMethod.Get, "/ledger/vkey", Caller.Anyone, body: null);
        var keys = await response.Content.ReadAsStringAsync();
        return keys.Split('\n')[0];
    }

    private static IEnumerable<(string Name, string? Value)> Members(LedgerQuery query) =>
        [
            ("kind", query.Kind),
            ("purpose", query.Purpose),
            ("from", Instant(query.From)),
            ("to", Instant(query.To)),
            ("case", query.Case),
            ("chat", query.Chat),
            ("decision", query.Decision),
            ("before", query.Before),
        ];

    private static string? Instant(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record VerificationList(IReadOnlyList<Verification> Verifications);
}
