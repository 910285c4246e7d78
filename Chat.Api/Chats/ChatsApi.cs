using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Chat.Api.Conduct;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Idle;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Monitoring;
using WebchatAspire.Chat.Api.Moves;
using WebchatAspire.Chat.Api.Notes;
using WebchatAspire.Chat.Api.Replies;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Chats over HTTP: what a page without JavaScript needs, and starting.</summary>
internal static class ChatsApi
{
    /// <summary>What the OpenAPI document begins with.</summary>
    public const string Description = """
        Starting, holding and ending chats, and the queues of advisers. A resident is known by the cookie
        `webchat-{chat id}` that starting a chat gives. Live updates come over the hub; `docs/protocol.md` describes it.
        """;

    /// <summary>A message of 4,000 characters, each as a JSON escape of six bytes, and what stands around it.</summary>
    private const int MaxBody = 32 * 1024;

    public static WebApplicationBuilder AddChats(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => ChatJson.Configure(options.SerializerOptions));
        builder.Services.AddSingleton<Participants>();
        builder.Services.AddSingleton<ChatReader>();
        builder.Services.AddSingleton<ChatStarting>();
        builder.Services.AddSingleton<ChatEnding>();
        builder.Services.AddSingleton<ChatOutcomes>();
        builder.Services.AddSingleton<ChatSight>();
        builder.Services.AddSingleton<Notes.NoteWriter>();
        builder.Services.AddSingleton<Conduct.ConductLadder>();
        builder.Services.AddSingleton<Moves.ChatMoving>();
        builder.Services.AddHostedService<Moves.MoveListener>();
        builder.Services.AddHostedService<Departures.DepartureWatch>();
        builder.Services.AddSingleton<Board.BoardFigures>();
        builder.Services.AddSingleton<Queues.ExpectedWaits>();
        builder.Services.AddSingleton<Queues.AssignmentSignal>();
        builder.Services.AddHostedService<Queues.AutomaticAssignment>();
        builder.Services.AddSingleton<Queues.QueueNews>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Queues.QueueNews>());
        builder.Services.AddSingleton<Queues.ChatAccepting>();
        return builder;
    }

    public static WebApplication MapChatsApi(this WebApplication app)
    {
        // The filters decide who may: a resident has no account, and unknown and foreign chats must look the same.
        var chats = app.MapGroup("/api/chats")
            .AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .AddEndpointFilter<StoreFailureFilter>();
        chats.MapPost("/", StartAsync);

        var chat = chats.MapGroup("/{chatId}").AddEndpointFilter<ParticipantFilter>();
        chat.MapGet("/", GetAsync);
        chat.MapGet("/events", EventsAsync);
        chat.MapPost("/messages", SendAsync);
        chat.MapPost("/end", EndAsync);
        chat.MapPost("/shown", ShownAsync);
        chat.MapNotes().MapConduct().MapKeepOpen().MapReplies().MapMoves().MapMonitoringRequests();
        return app;
    }

    /// <summary>Starts a chat and gives its secret to the resident in a cookie (P1, P3, P5).</summary>
    private static async Task<Results<Created<StartedChat>, ProblemHttpResult>> StartAsync(
        StartChatBody body,
        ChatStarting starting,
        HttpContext context
    )
    {
        var (fault, chat, secret) = await starting.StartAsync(
            body,
            chatId => ResidentSecret.From(context.Request, chatId),
            context.RequestAborted
        );
        if (fault is not null)
        {
            return fault.ToProblem(context);
        }
        var view = chat!.ToView();
        ResidentSecret.GiveTo(context.Response, view.ChatId, secret);
        return TypedResults.Created($"/api/chats/{view.ChatId}", new StartedChat(view.ChatId, view.Reference));
    }

    /// <summary>The chat as it is now, for its resident or its adviser.</summary>
    private static async Task<Ok<ChatView>> GetAsync(HttpContext context, ChatSight sight) =>
        TypedResults.Ok(await sight.OfAsync(context.GetParticipant(), context.RequestAborted));

    /// <summary>A page of events after a number, oldest first. 409 once the chat has ended: then the copy is the way.</summary>
    private static async Task<Results<Ok<EventPage>, ProblemHttpResult>> EventsAsync(
        HttpContext context,
        ChatReader reader,
        long after = 0,
        int limit = ChatReader.MaxPage
    )
    {
        if (limit is < 1 or > ChatReader.MaxPage)
        {
            return Fault
                .Invalid("limit-invalid", $"Ask for 1 to {ChatReader.MaxPage} events.", "limit", ChatReader.MaxPage)
                .ToProblem(context);
        }
        var page = await reader.EventsAfterAsync(context.GetParticipant(), after, limit, context.RequestAborted);
        return page.State == ChatState.Ended
            ? Fault.ChatEnded.ToProblem(context)
            : TypedResults.Ok(new EventPage(page.Events, page.More));
    }

    /// <summary>Sends a message; 200 means that it is committed. A resend carries the same message id.</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendAsync(
        HttpContext context,
        SendMessageBody body,
        MessageSender sender
    )
    {
        return (await sender.SendAsync(context.GetParticipant(), body.MessageId, body.Text)).ToResult(context);
    }

    /// <summary>Takes note that the caller has had everything up to a number on the screen.</summary>
    private static async Task<NoContent> ShownAsync(HttpContext context, ShownBody body, ShownMarks marks)
    {
        await marks.SetAsync(context.GetParticipant(), body.Seq);
        return TypedResults.NoContent();
    }

    /// <summary>Ends the chat; again makes no difference.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        HttpContext context,
        [FromBody] EndBody? body,
        ChatOutcomes outcomes
    ) =>
        await outcomes.EndAsync(context.GetParticipant(), body?.Outcome, context.RequestAborted) is { } fault
            ? fault.ToProblem(context)
            : TypedResults.NoContent();
}

/// <param name="Outcome">Of the policy's list; an adviser's to give.</param>
internal sealed record EndBody(string? Outcome);

internal sealed record SendMessageBody(string? MessageId, IncomingText Text);

/// <summary>Of an event that its kind says all about.</summary>
internal sealed record EventBody(string? MessageId);

internal sealed record ShownBody(long Seq);

internal static class SendResults
{
    /// <summary>What became of an event, as an answer.</summary>
    public static Results<Ok<SentMessage>, ProblemHttpResult> ToResult(this SendOutcome outcome, HttpContext context)
    {
        if (outcome.Fault is { } fault)
        {
            return fault.ToProblem(context);
        }
        Activity.Current?.SetTag(TelemetryNames.EventSeq, outcome.Seq);
        return TypedResults.Ok(new SentMessage(outcome.Seq, outcome.At));
    }
}
