using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>What a resident starts a chat with.</summary>
/// <param name="Service">The slug of a service of the published policy.</param>
/// <param name="Name">What the resident wants to be called; may be left out. Up to 100 characters.</param>
/// <param name="Message">The first message, as any other.</param>
/// <param name="NoticeVersion">The fair processing notice that was shown (P5); it has to be the one in force.</param>
/// <param name="Page">Path of the page the resident comes from (P1), without a query. Up to 200 characters.</param>
/// <param name="MessageId">The client's id of the first message; a UUID. Required with <paramref name="ChatId"/>.</param>
/// <param name="ChatId">The client's id of the chat, for a start that may be sent twice; a UUID.</param>
internal sealed record StartChatBody(
    string? Service,
    IncomingText Name,
    IncomingText Message,
    string? NoticeVersion,
    IncomingText Page,
    string? MessageId,
    string? ChatId
)
{
    private const int MaxName = 100;
    private const int MaxPage = 200;

    /// <summary>Checks everything that needs no store.</summary>
    public Fault? Check(PublishedPolicy policy, TimeProvider clock, out CheckedStart start)
    {
        start = new CheckedStart();
        Guid chatId = default,
            messageId = default;
        string message = "";
        string? name = null,
            page = null;
        var fault =
            CheckService(policy)
            ?? MessageText.CheckOptionalLine(Name, "name", MaxName, out name)
            ?? MessageText.Check(Message, "message", MessageText.MaxLength, out message)
            ?? MessageText.CheckOptionalLine(Page, "page", MaxPage, out page)
            ?? CheckPage(page)
            ?? CheckId(ChatId, "chatId", clock, out chatId)
            ?? CheckId(MessageId, "messageId", clock, out messageId)
            ?? CheckResendable()
            ?? CheckNotice(policy);
        if (fault is null)
        {
            start = new CheckedStart(chatId, messageId, Service!, name, PaymentCards.Mask(message), page, policy);
        }
        return fault;
    }

    private Fault? CheckService(PublishedPolicy policy) =>
        policy.Services.Any(service => service.Slug == Service)
            ? null
            : Fault.Invalid("unknown-service", "There is no such service. The published policy lists all.", "service");

    /// <summary>A start that may be sent twice has to say both ids: with a new message id it would be another start.</summary>
    private Fault? CheckResendable() =>
        ChatId is not null && MessageId is null
            ? Fault.Invalid("id-missing", "A start with a chat id needs the id of its first message too.", "messageId")
            : null;

    private Fault? CheckNotice(PublishedPolicy policy) =>
        policy.Notice.Version == NoticeVersion
            ? null
            : new Fault(
                StatusCodes.Status409Conflict,
                "notice-outdated",
                "The privacy notice has changed. Read the one in force before you start.",
                "noticeVersion"
            );

    private static Fault? CheckPage(string? page) =>
        page is null || (page.StartsWith('/') && page.AsSpan().IndexOfAny('?', '#') < 0)
            ? null
            : Fault.Invalid("page-invalid", "A page is a path such as /parking, with no query.", "page", MaxPage);

    private static Fault? CheckId(string? value, string field, TimeProvider clock, out Guid id)
    {
        if (value is null)
        {
            id = Guid.CreateVersion7(clock.GetUtcNow());
            return null;
        }
        return ClientId.Check(value, field, out id);
    }
}

/// <summary>A start that can be made.</summary>
internal readonly record struct CheckedStart(
    Guid ChatId,
    Guid MessageId,
    string Service,
    string? Name,
    string Message,
    string? Page,
    PublishedPolicy Policy
);
