using System.Text.Json;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>A problem-details answer of a service (RFC 9457), with the members that this system adds to it.</summary>
public sealed record UpstreamProblem(
    int Status,
    string Code,
    string Detail,
    string? Field = null,
    string? Clause = null,
    string? ReasonCode = null,
    string? PolicyVersion = null,
    Guid? DecisionId = null,
    long? LedgerIndex = null,
    IReadOnlyList<PolicyError>? Errors = null,
    int? MaxAge = null,
    string? Acr = null
)
{
    public const string AwayCode = "upstream-away";

    /// <summary>The service could not be reached, or did not answer in time.</summary>
    public static readonly UpstreamProblem Away = new(503, AwayCode, "This part of the service is not available.");

    public const string NoSuchChatCode = "chat-not-found";

    /// <summary>As chat-api says it of a chat that is not there, or not this caller's.</summary>
    public static readonly UpstreamProblem NoSuchChat = new(404, NoSuchChatCode, "There is no such chat.");

    /// <summary>Reads a problem from the answer's body; an answer without one becomes a problem of its status alone.</summary>
    public static async Task<UpstreamProblem> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return new UpstreamProblem(status, $"http-{status}", "The service did not say why.");
        }
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return (JsonSerializer.Deserialize<Body>(body, JsonSerializerOptions.Web) ?? new Body()).ToProblem(status);
        }
        catch (JsonException)
        {
            return new UpstreamProblem(status, $"http-{status}", "The service did not say why.");
        }
    }

    private sealed record Body
    {
        public string? Code { get; init; }
        public string? Detail { get; init; }
        public string? Field { get; init; }
        public string? Clause { get; init; }
        public string? ReasonCode { get; init; }
        public string? PolicyVersion { get; init; }
        public Guid? DecisionId { get; init; }
        public long? LedgerIndex { get; init; }
        public IReadOnlyList<PolicyError>? Errors { get; init; }
        public int? MaxAge { get; init; }
        public string? Acr { get; init; }

        public UpstreamProblem ToProblem(int status) =>
            new(
                status,
                Code ?? $"http-{status}",
                Detail ?? "The service did not say why.",
                Field,
                Clause,
                ReasonCode,
                PolicyVersion,
                DecisionId,
                LedgerIndex,
                Errors,
                MaxAge,
                Acr
            );
    }
}

/// <summary>
/// A service said no, or is away. A page catches it where the person can mend the matter in a form; otherwise
/// <see cref="Http.PageExceptionHandler"/> turns it into a page.
/// </summary>
internal sealed class UpstreamException(UpstreamProblem problem, Exception? cause = null)
    : Exception(problem.Code, cause)
{
    public UpstreamProblem Problem { get; } = problem;
}
