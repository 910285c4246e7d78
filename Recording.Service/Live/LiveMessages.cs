using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>Rows as messages of the contract.</summary>
internal static class LiveMessages
{
    public static Chat ToMessage(this ChatRow row, RecordingCipher cipher) =>
        new()
        {
            ChatId = row.ChatId.ToBytes(),
            Reference = row.Reference,
            Service = row.Service,
            State = row.State,
            StartedAt = row.StartedAt.ToTimestamp(),
            EndedAt = row.EndedAt?.ToTimestamp(),
            AdviserId = row.AdviserId ?? "",
            AdviserName = cipher.OpenOptional(SealedField.AdviserName, row.AdviserNameCipher) ?? "",
            ResidentName = cipher.OpenOptional(SealedField.ResidentName, row.ResidentNameCipher) ?? "",
            SecretHash = ByteString.CopyFrom(row.SecretHash),
            LastSeq = row.LastSeq,
            NoticeVersion = row.NoticeVersion,
            PolicyVersion = row.PolicyVersion,
            Mode = row.Mode,
            Language = row.Language,
            Contact = cipher.OpenOptional(SealedField.Contact, row.ContactCipher) ?? "",
            AccountReference = cipher.OpenOptional(SealedField.AccountReference, row.AccountReferenceCipher) ?? "",
            Page = row.Page ?? "",
            QueuedAt = row.QueuedAt.ToTimestamp(),
            AtHead = row.AtHead,
            LastAt = row.LastAt.ToTimestamp(),
            Outcome = row.Outcome ?? "",
        };

    public static RecordedEvent ToMessage(this OpenedEvent row, Guid chatId) =>
        new()
        {
            ChatId = chatId.ToBytes(),
            Seq = row.Seq,
            EventId = row.EventId.ToBytes(),
            Kind = row.Kind,
            Party = row.Party,
            PartyId = row.PartyId ?? "",
            PartyName = row.Name ?? "",
            Text = row.Text ?? "",
            At = row.At.ToTimestamp(),
            Code = row.Code ?? "",
            Target = row.Target ?? "",
            TargetName = row.TargetName ?? "",
        };

    public static AppendOutcome ToMessage(this Outcome outcome) =>
        new()
        {
            Result = outcome.Result,
            Seq = outcome.Seq,
            At = outcome.Seq > 0 ? outcome.At.ToTimestamp() : null,
        };
}
