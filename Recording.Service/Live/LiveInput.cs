using Google.Protobuf;
using Grpc.Core;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>
/// Checks what chat-api sends before anything is written. The limits are the record's own: they hold for any caller. An
/// INVALID_ARGUMENT names the field and the limit and never repeats the value.
/// </summary>
internal static class LiveInput
{
    public const int MaxBatch = 1000;
    public const int MaxText = 4000;
    public const int MaxName = 100;
    public const int MaxPage = 200;
    public const int MaxContact = 254;
    public const int MaxAccountReference = 64;
    public const int MaxReadings = 500;
    private const int MaxIdentifier = 100;
    private const int MaxVersion = 64;
    private const int SecretHashLength = 32;

    public static NewChat Read(StartChatRequest request) =>
        new(
            Id(request.ChatId, "chat_id"),
            Matching(request.Reference, Formats.IsReference, "reference", "XXXX-XXXX"),
            Service(request.Service),
            request.SecretHash.Length == SecretHashLength
                ? request.SecretHash.ToByteArray()
                : throw Invalid("secret_hash", $"{SecretHashLength} bytes"),
            Optional(request.ResidentName, "resident_name", MaxName),
            Required(request.NoticeVersion, "notice_version", MaxVersion),
            Required(request.PolicyVersion, "policy_version", MaxVersion),
            Page(request.Page),
            Id(request.FirstEventId, "first_event_id"),
            Text(request.FirstMessage, "first_message"),
            request.Mode is ChatMode.Live or ChatMode.Message ? request.Mode : throw Invalid("mode", "live or message"),
            Matching(request.Language, Formats.IsLanguage, "language", "a BCP 47 tag"),
            request.Mode == ChatMode.Message
                ? Required(request.Contact, "contact", MaxContact)
                : Optional(request.Contact, "contact", MaxContact),
            Optional(request.AccountReference, "account_reference", MaxAccountReference)
        );

    public static NewMove Read(MoveRequest request)
    {
        var (party, partyId) = Sender(request.Party, request.PartyId);
        var from = Identifier(request.FromAdviserId, "from_adviser_id");
        if (party == Party.Resident || (party == Party.Adviser && partyId != from))
        {
            throw Invalid("party", "the chat's adviser or the system");
        }
        var (chatId, eventId) = (Id(request.ChatId, "chat_id"), Id(request.EventId, "event_id"));
        return request.ToCase switch
        {
            MoveRequest.ToOneofCase.Queue => new NewMove(
                chatId,
                eventId,
                from,
                party,
                partyId,
                Service(request.Queue.Service),
                request.Queue.AtHead,
                null,
                null
            ),
            MoveRequest.ToOneofCase.Adviser when request.Adviser.AdviserId != from => new NewMove(
                chatId,
                eventId,
                from,
                party,
                partyId,
                Service(request.Adviser.Service),
                false,
                Identifier(request.Adviser.AdviserId, "adviser_id"),
                Name(request.Adviser.AdviserName, "adviser_name")
            ),
            MoveRequest.ToOneofCase.Adviser => throw Invalid("adviser_id", "another adviser"),
            _ => throw Invalid("to", "a queue or an adviser"),
        };
    }

    public static NewMask Read(MaskRequest request) =>
        new(
            Id(request.ChatId, "chat_id"),
            Id(request.EventId, "event_id"),
            Id(request.MessageId, "message_id"),
            Text(request.Text, "text")
        );

    public static NewEnd Read(EndRequest request)
    {
        var (party, partyId) = Sender(request.Party, request.PartyId);
        return new NewEnd(
            Id(request.ChatId, "chat_id"),
            Id(request.EventId, "event_id"),
            party,
            partyId,
            request.Code.Length == 0 ? null : Matching(request.Code, Formats.IsOutcome, "code", Formats.OutcomeLimit),
            request.IfLastSeq >= 0 ? request.IfLastSeq : throw Invalid("if_last_seq", "0 or more")
        );
    }

    public static string Name(string value, string field) => Required(value, field, MaxName);

    public static string Identifier(string value, string field) => Required(value, field, MaxIdentifier);

    public static (Party Party, string? PartyId) Sender(Party party, string partyId) =>
        party switch
        {
            Party.Adviser => (party, Identifier(partyId, "party_id")),
            Party.Resident or Party.System when partyId.Length == 0 => (party, null),
            Party.Resident or Party.System => throw Invalid("party_id", "only an adviser has one"),
            _ => throw Invalid("party", "resident, adviser or system"),
        };

    private static string Service(string value) =>
        Matching(value, Formats.IsService, "service", $"a slug of at most {Formats.MaxServiceLength} characters");

    public static Guid Id(ByteString bytes, string field) =>
        bytes.Length == 16 && bytes.ToGuid() is var id && id != Guid.Empty
            ? id
            : throw Invalid(field, "a UUID of 16 bytes");

    public static int Limit(int limit) =>
        limit switch
        {
            0 => MaxReadings,
            > 0 and <= MaxReadings => limit,
            _ => throw Invalid("limit", $"1 to {MaxReadings}"),
        };

    public static long AfterSeq(long seq) => seq >= 0 ? seq : throw Invalid("after_seq", "0 or more");

    public static string Text(string value, string field) =>
        value.Length is 0 or > MaxText ? throw Invalid(field, $"1 to {MaxText} characters")
        : value.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? throw Invalid(field, "no control characters")
        : value;

    private static string Required(string value, string field, int limit) =>
        string.IsNullOrWhiteSpace(value)
            ? throw Invalid(field, $"1 to {limit} characters")
            : Optional(value, field, limit)!;

    private static string? Optional(string value, string field, int limit) =>
        value.Length > limit ? throw Invalid(field, $"at most {limit} characters")
        : value.Any(char.IsControl) ? throw Invalid(field, "no control characters")
        : value.Length == 0 ? null
        : value;

    private static string? Page(string value) =>
        value.Length == 0 || (value.StartsWith('/') && value.AsSpan().IndexOfAny('?', '#') < 0)
            ? Optional(value, "page", MaxPage)
            : throw Invalid("page", "a path without query and fragment");

    private static string Matching(string value, Func<string, bool> matches, string field, string limit) =>
        matches(value) ? value : throw Invalid(field, limit);

    public static RpcException Invalid(string field, string limit) =>
        new(new Status(StatusCode.InvalidArgument, $"{field}: {limit}"));
}
