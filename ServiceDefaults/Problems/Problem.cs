using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace WebchatAspire.ServiceDefaults.Problems;

/// <summary>
/// The one shape of an error (RFC 9457): <c>type</c> is <c>urn:webchat:problem:{code}</c>, and the members <c>code</c>,
/// and where they apply <c>field</c> and <c>limit</c>, let a program tell what to change. <c>detail</c> is for people and
/// never repeats what was sent.
/// </summary>
public static class Problem
{
    /// <summary>400: a field of the request cannot be taken as it is.</summary>
    public static ProblemHttpResult Invalid(string code, string detail, string field, object? limit = null) =>
        Of(StatusCodes.Status400BadRequest, code, detail, field, limit);

    /// <summary>403: the policy, or the caller's role, says no.</summary>
    public static ProblemHttpResult Forbidden(string code, string detail) =>
        Of(StatusCodes.Status403Forbidden, code, detail);

    /// <summary>404: there is no such thing, or it is not the caller's to know.</summary>
    public static ProblemHttpResult NotFound(string code, string detail) =>
        Of(StatusCodes.Status404NotFound, code, detail);

    /// <summary>409: the state of the thing forbids it.</summary>
    public static ProblemHttpResult Conflict(string code, string detail) =>
        Of(StatusCodes.Status409Conflict, code, detail);

    /// <summary>503: something that is needed is away, and trying again is right.</summary>
    public static ProblemHttpResult Unavailable(string code, string detail) =>
        Of(StatusCodes.Status503ServiceUnavailable, code, detail);

    /// <summary>Any status; <paramref name="extensions"/> are added to the members.</summary>
    public static ProblemHttpResult Of(
        int status,
        string code,
        string detail,
        string? field = null,
        object? limit = null,
        IReadOnlyDictionary<string, object?>? extensions = null
    )
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (field is not null)
        {
            members["field"] = field;
        }
        if (limit is not null)
        {
            members["limit"] = limit;
        }
        foreach (var (name, value) in extensions ?? new Dictionary<string, object?>())
        {
            members[name] = value;
        }
        return TypedResults.Problem(
            detail,
            statusCode: status,
            type: $"urn:webchat:problem:{code}",
            extensions: members
        );
    }
}
