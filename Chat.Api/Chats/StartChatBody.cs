using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>What a resident starts a chat with.</summary>
/// <param name="Service">The slug of a service of the published policy.</param>
/// <param name="Name">What the resident wants to be called; may be left out. Up to 100 characters.</param>
/// <param name="Message">The first message, as any other.</param>
/// <param name="NoticeVersion">The fair processing notice that was shown (P5); it has to be the one in force.</param>
/// <param name="Page">Path of the page the resident comes from (P1), without a query. Up to 200 characters.</param>
/// <param name="MessageId">The client's id of the first message; a UUID. Required with <paramref name="ChatId"/>.</param>
/// <param name="ChatId">The client's id of the chat, for a start that may be sent twice; a UUID.</param>
/// <param name="Mode"><c>live</c>, which it is when it is left out, or <c>message</c>.</param>
/// <param name="Language">A BCP 47 tag of one of the languages of the pages; English when it is left out.</param>
/// <param name="Contact">E-mail address or telephone number; required with <c>message</c>.</param>
/// <param name="AccountReference">The resident's account or case. Up to 100 characters.</param>
internal sealed record StartChatBody(
    string? Service,
    IncomingText Name,
    IncomingText Message,
    string? NoticeVersion,
    IncomingText Page,
    string? MessageId,
    string? ChatId,
    string? Mode,
    string? Language,
    IncomingText Contact,
    IncomingText AccountReference
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
            page = null,
            contact = null,
            account = null;
        var fault =
            CheckService(policy)
            ?? MessageText.CheckOptionalLine(Name, "name", MaxName, out name)
            ?? MessageText.Check(Message, "message", MessageText.MaxLength, out message)
            ?? MessageText.CheckOptionalLine(Page, "page", MaxPage, out page)
            ?? CheckPage(page)
            ?? CheckMode()
            ?? CheckLanguage()
            ?? ContactCheck.Check(Contact, required: Mode == ChatModes.Message, out contact)
            ?? MessageText.CheckOptionalLine(AccountReference, "accountReference", MaxName, out account)
            ?? CheckId(ChatId, "chatId", clock, out chatId)
            ?? CheckId(MessageId, "messageId", clock, out messageId)
            ?? CheckResendable()
            ?? CheckNotice(policy);
        if (fault is null)
        {
            start = new CheckedStart(
                chatId,
                messageId,
                Service!,
                name,
                PaymentCards.Mask(message),
                MessageMasked: PaymentCards.Mask(message) != message,
                page,
                Mode == ChatModes.Message ? ChatMode.Message : ChatMode.Live,
                Language ?? ChatViews.DefaultLanguage,
                contact,
                account is null ? null : PaymentCards.Mask(account),
                policy
            );
        }
        return fault;
    }

    private Fault? CheckService(PublishedPolicy policy) =>
        policy.Services.Any(service => service.Slug == Service)
            ? null
            : Fault.Invalid("service-unknown", "There is no such service. The published policy lists all.", "service");

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

    private Fault? CheckMode() =>
        Mode is null or ChatModes.Live or ChatModes.Message
            ? null
            : Fault.Invalid("mode-unknown", "A chat is live or a message.", "mode");

    private Fault? CheckLanguage() =>
        Language is null || Languages.IsKnown(Language)
            ? null
            : Fault.Invalid("language-unknown", $"One of {string.Join(", ", Languages.All)}.", "language");

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
    bool MessageMasked,
    string? Page,
    ChatMode Mode,
    string Language,
    string? Contact,
    string? AccountReference,
    PublishedPolicy Policy
);
