using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>A recording by what is known without opening it.</summary>
internal sealed record RecordingListItem(
    Guid ChatId,
    string Reference,
    string Service,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string State,
    string? AdviserName,
    int MessageCount,
    bool Flagged,
    string? Outcome,
    string Language
);

/// <param name="Next">What to send as <c>after</c> for the next page; null on the last one.</param>
internal sealed record RecordingList(IReadOnlyList<RecordingListItem> Recordings, string? Next);

/// <summary>Finding recordings by metadata only, newest first.</summary>
internal static class RecordingsApi
{
    private const string MayFind = "may-find-recordings";

    public static void AddRecordingsPolicy(this IHostApplicationBuilder builder) =>
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(MayFind, policy => policy.RequireRole(StaffRoles.RecordsOfficer, StaffRoles.Supervisor));

    public static void MapRecordingsApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/recordings", ListAsync).RequireAuthorization(MayFind);

    /// <summary>Recordings by reference, service, days, outcome and flag; a supervisor sees those of their own services.</summary>
    private static async Task<Results<Ok<RecordingList>, ProblemHttpResult>> ListAsync(
        [AsParameters] RecordingQuery query,
        HttpContext http,
        RecordContext record,
        DataKeys keys,
        CancellationToken cancellationToken
    )
    {
        if (query.Check(out var search) is { } invalid)
        {
            return invalid;
        }
        http.Response.ForbidStoring();
        var services = http.User.IsInRole(StaffRoles.RecordsOfficer) ? null : http.User.Services().ToArray();
        var rows = await search.On(record.Chats, services).Take(search.Limit + 1).ToListAsync(cancellationToken);
        var page = rows.Take(search.Limit).ToList();
        var next = rows.Count > search.Limit ? new PageKey(page[^1].StartedAt, page[^1].ChatId).ToString() : null;
        return TypedResults.Ok(new RecordingList([.. page.Select(row => Item(row, keys))], next));
    }

    private static RecordingListItem Item(ChatRow row, DataKeys keys) =>
        new(
            row.ChatId,
            row.Reference,
            row.Service,
            row.StartedAt,
            row.EndedAt,
            row.State.ToWord(),
            row.AdviserNameCipher is { } name ? keys.Open(row).Open(SealedField.AdviserName, name) : null,
            row.MessageCount,
            row.Flagged,
            row.Outcome,
            row.Language
        );
}
