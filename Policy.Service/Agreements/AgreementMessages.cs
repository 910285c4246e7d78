namespace WebchatAspire.Policy.Service.Agreements;

/// <param name="CopyId">The anonymised copy that the adviser is to see.</param>
/// <param name="CopySha256">SHA-256 of that copy, 64 lower-case hex digits.</param>
/// <param name="ChatReference">The chat that it was made from.</param>
/// <param name="AdviserId">The adviser's subject id.</param>
internal sealed record NewAgreement(Guid? CopyId, string? CopySha256, string? ChatReference, string? AdviserId);

/// <summary>The copy that the adviser saw before agreeing.</summary>
internal sealed record GivenAgreement(Guid? CopyId, string? CopySha256);

internal sealed record AgreementList(IReadOnlyList<AgreementItem> Agreements);

/// <param name="AskedOfMe">The caller is the adviser; else the caller asked.</param>
/// <param name="State"><c>asked</c>, <c>given</c>, <c>refused</c> or <c>withdrawn</c>.</param>
internal sealed record AgreementItem(
    Guid Id,
    Guid CopyId,
    string CopySha256,
    string ChatReference,
    bool AskedOfMe,
    string State,
    DateTimeOffset AskedAt,
    DateTimeOffset? AnsweredAt
)
{
    public static AgreementItem Of(Agreement one, string me) =>
        new(
            one.Id,
            one.CopyId,
            one.CopySha256,
            one.ChatReference,
            one.IsAdviser(me),
            one.State,
            one.AskedAt,
            one.AnsweredAt
        );
}
