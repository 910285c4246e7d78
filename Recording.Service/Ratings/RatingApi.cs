using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Retrieval;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Recording.Service.Ratings;

/// <summary>What the resident says about an ended chat.</summary>
/// <param name="Score">1 to 5, where 5 is the best.</param>
/// <param name="Comment">In their own words; stored sealed.</param>
internal sealed record RatingRequest(int? Score, string? Comment)
{
    private const int MaxScore = 5;
    private const int MaxComment = 1000;

    /// <summary>A problem that names the field and its limit, or null. Trims what is kept.</summary>
    public ProblemHttpResult? Check(out Rating rating)
    {
        var comment = string.IsNullOrWhiteSpace(Comment) ? null : Comment.ReplaceLineEndings("\n").Trim();
        rating = new Rating((short)(Score ?? 0), comment);
        return Score is not (>= 1 and <= MaxScore)
                ? Problem.Invalid("score-invalid", $"Give a score of 1 to {MaxScore}.", "score", MaxScore)
            : comment is { Length: > MaxComment }
                ? Problem.Invalid(
                    "comment-length",
                    $"A comment has at most {MaxComment} characters.",
                    "comment",
                    MaxComment
                )
            : comment is not null && comment.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
                ? Problem.Invalid("comment-characters", "Control characters are not allowed.", "comment")
            : null;
    }
}

/// <summary>A checked <see cref="RatingRequest"/>.</summary>
internal sealed record Rating(short Score, string? Comment);

/// <summary>The resident rates their chat once, after its end, with the chat's secret.</summary>
internal static class RatingApi
{
    private const int MaxRequestBytes = 16 * 1024;

    public static void AddRatings(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<RatingStore>();

    public static void MapRatingApi(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/recordings/{chatId:guid}/rating", RateAsync)
            .WithMetadata(new RequestSizeLimit(MaxRequestBytes))
            // The secret in the cookie is checked here; residents have no account.
            .AllowAnonymous();

    /// <summary>
    /// Stores the rating: 204. 409 <c>chat-not-ended</c> while the chat goes on, 409 <c>already-rated</c> the second time.
    /// An unknown chat and a wrong secret are the same 404 <c>chat-not-found</c>.
    /// </summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> RateAsync(
        Guid chatId,
        RatingRequest request,
        HttpContext http,
        ChatReader chats,
        RatingStore ratings,
        CancellationToken cancellationToken
    )
    {
        if (await http.OwnChatAsync(chatId, chats, cancellationToken) is not { } chat)
        {
            return ResidentChats.NotFound();
        }
        if (request.Check(out var rating) is { } invalid)
        {
            return invalid;
        }
        if (chat.EndedAt is null)
        {
            return Problem.Conflict("chat-not-ended", "You can rate a chat when it has ended.");
        }
        return await ratings.TryAddAsync(chat, rating, cancellationToken)
            ? TypedResults.NoContent()
            : Problem.Conflict("already-rated", "You have rated this chat already.");
    }
}
