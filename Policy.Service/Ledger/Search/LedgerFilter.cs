using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Ledger.Search;

/// <summary>What entries are looked for by, as it was sent. All of it has to apply; what is empty does not count.</summary>
/// <param name="Kind">Such as <c>decision</c>.</param>
/// <param name="Purpose">The policy's id of a purpose.</param>
/// <param name="From">The first instant, RFC 3339.</param>
/// <param name="To">The instant before which entries were appended, RFC 3339.</param>
/// <param name="Case">The reference of a case, of whatever kind.</param>
/// <param name="Chat">The reference of a chat, or its id.</param>
/// <param name="Decision">The id of a decision.</param>
/// <param name="Before">Only entries with a lower index: <c>next</c> of the page before.</param>
/// <param name="Limit">How many, from 1 to 1000; 100 if not said.</param>
internal sealed record LedgerQuery(
    string? Kind,
    string? Purpose,
    string? From,
    string? To,
    string? Case,
    string? Chat,
    string? Decision,
    long? Before,
    int? Limit
);

/// <summary>A query that was understood.</summary>
internal sealed class LedgerFilter
{
    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private string? _kind;
    private string? _purpose;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;
    private string? _case;
    private string? _chatReference;
    private Guid? _chatId;
    private Guid? _decision;

    public static bool TryParse(LedgerQuery query, out LedgerFilter filter, out ProblemHttpResult? problem)
    {
        filter = new LedgerFilter { _kind = Given(query.Kind), _purpose = Given(query.Purpose) };
        problem = filter.ReadKind() ?? filter.ReadTimes(query) ?? filter.ReadCase(query.Case) ?? filter.ReadIds(query);
        return problem is null;
    }

    /// <summary>The entries that all of it applies to. Where details were erased, case and chat find nothing any more.</summary>
    public async Task<IQueryable<LedgerEntry>> ApplyAsync(PolicyContext database, CancellationToken cancellationToken)
    {
        var rows = database.LedgerEntries.AsNoTracking();
        rows = _kind is null ? rows : rows.Where(row => row.Kind == _kind);
        rows = _purpose is null ? rows : rows.Where(row => row.Purpose == _purpose);
        rows = _from is null ? rows : rows.Where(row => row.At >= _from);
        rows = _to is null ? rows : rows.Where(row => row.At < _to);
        if (_decision?.ToString() is { } decision)
        {
            rows = rows.Where(row => row.DecisionId == decision);
        }
        if (_case is not null)
        {
            rows = About(database, rows, await OfCaseAsync(database, _case, cancellationToken));
        }
        if (_chatReference is not null || _chatId is not null)
        {
            rows = About(database, rows, await OfChatAsync(database, cancellationToken));
        }
        return rows;
    }

    private static IQueryable<LedgerEntry> About(
        PolicyContext database,
        IQueryable<LedgerEntry> rows,
        IEnumerable<JsonObject> details
    )
    {
        string[] patterns = [.. details.Select(one => one.ToJsonString())];
        var about = database.Database.SqlQuery<long>(
            $"""select ledger.entries_about({patterns}::jsonb[]) as "Value" """
        );
        return rows.Where(row => about.Contains(row.Index));
    }

    private static async Task<IEnumerable<JsonObject>> OfCaseAsync(
        PolicyContext database,
        string reference,
        CancellationToken cancellationToken
    )
    {
        var ids = await database
            .Cases.Where(one => one.Reference == reference)
            .Select(one => one.Id)
            .ToListAsync(cancellationToken);
        return ids.Select(id => new JsonObject { ["case_id"] = id.ToString() })
            .Append(new JsonObject { ["case_reference"] = reference });
    }

    /// <summary>Registers know a chat by its reference, decisions by its id; a decision that was told both leads from one to the other.</summary>
    private async Task<IEnumerable<JsonObject>> OfChatAsync(PolicyContext database, CancellationToken cancellationToken)
    {
        var chatId = _chatId?.ToString();
        var known = await database
            .Decisions.Where(one =>
                one.ChatReference != null && (one.ChatReference == _chatReference || one.ResourceId == chatId)
            )
            .Select(one => new { one.ChatReference, one.ResourceId })
            .Distinct()
            .ToListAsync(cancellationToken);
        var ids = known.Select(one => one.ResourceId).Append(chatId).OfType<string>().Distinct();
        var references = known.Select(one => one.ChatReference).Append(_chatReference).OfType<string>().Distinct();
        return
        [
            .. ids.Select(id => new JsonObject { ["resource_id"] = id }),
            .. references.Select(reference => new JsonObject { ["chat_reference"] = reference }),
            .. references.Select(reference => new JsonObject { ["chat_references"] = new JsonArray(reference) }),
        ];
    }

    private ProblemHttpResult? ReadKind() =>
        _kind is null || LedgerKinds.All.Contains(_kind)
            ? null
            : Problem.Invalid("kind-unknown", $"The kind is one of: {string.Join(", ", LedgerKinds.All)}.", "kind");

    private ProblemHttpResult? ReadTimes(LedgerQuery query) =>
        ReadInstant(query.From, "from", out _from)
        ?? ReadInstant(query.To, "to", out _to)
        ?? (
            _from > _to
                ? Problem.Invalid("times-reversed", "The last time must not be before the first one.", "to")
                : null
        );

    private static ProblemHttpResult? ReadInstant(string? text, string field, out DateTimeOffset? instant)
    {
        instant = null;
        if (Given(text) is not { } given)
        {
            return null;
        }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(given, Instants, CultureInfo.InvariantCulture, Utc, out var parsed))
        {
            instant = parsed;
            return null;
        }
        return Problem.Invalid("time-malformed", "State a time as 2026-03-27T09:30:00Z.", field);
    }

    private ProblemHttpResult? ReadCase(string? reference) =>
        (_case = Given(reference)) is null ? null : CaseValidation.CheckReference(_case, "case");

    private ProblemHttpResult? ReadIds(LedgerQuery query)
    {
        if (Given(query.Chat) is { } chat)
        {
            _chatId = Guid.TryParse(chat, out var id) ? id : null;
            _chatReference = _chatId is null ? chat : null;
        }
        if (_chatReference is not null && CaseValidation.CheckChat(_chatReference, "chat") is { } problem)
        {
            return problem;
        }
        if (Given(query.Decision) is not { } decision)
        {
            return null;
        }
        _decision = Guid.TryParse(decision, out var decisionId) ? decisionId : null;
        return _decision is null
            ? Problem.Invalid("decision-id-malformed", "The id of a decision is a UUID.", "decision")
            : null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
