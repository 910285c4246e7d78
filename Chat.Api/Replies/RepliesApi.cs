using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Replies;

internal static class RepliesApi
{
    private const int MaxSearch = 100;

    public static WebApplicationBuilder AddReplies(this WebApplicationBuilder builder)
    {
        var file = builder.Configuration["Replies:File"];
        builder.Services.AddSingleton(
            ReplyBook.Read(file ?? Path.Combine(AppContext.BaseDirectory, "Replies", "replies.yaml"))
        );
        return builder;
    }

    public static RouteGroupBuilder MapReplies(this RouteGroupBuilder chat)
    {
        chat.MapGet("/replies", FindAsync);
        return chat;
    }

    /// <summary>The canned replies for the chat's service, with their placeholders filled in, for its adviser.</summary>
    private static async Task<Results<Ok<ReplyList>, ProblemHttpResult>> FindAsync(
        HttpContext context,
        ReplyBook book,
        PolicyDirectory policies,
        string? search = null
    )
    {
        var adviser = context.GetParticipant();
        if (adviser.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly.ToProblem(context);
        }
        if (search?.Length > MaxSearch)
        {
            return Fault
                .Invalid("search-too-long", $"Use {MaxSearch} characters or fewer.", "search", MaxSearch)
                .ToProblem(context);
        }
        var policy = await policies.GetAsync(context.RequestAborted);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["resident"] = adviser.Chat.ResidentName ?? "",
            ["adviser"] = adviser.Name ?? "",
            ["reference"] = adviser.Chat.Reference,
            ["service"] =
                policy?.Services.FirstOrDefault(known => known.Slug == adviser.Chat.Service)?.Name
                ?? adviser.Chat.Service,
        };
        return TypedResults.Ok(new ReplyList(book.Find(adviser.Chat.Service, search, values)));
    }
}
