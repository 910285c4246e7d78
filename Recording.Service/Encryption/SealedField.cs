namespace WebchatAspire.Recording.Service.Encryption;

/// <summary>
/// Which field of a recording a sealed value is for. It is part of the associated data, so that a value moved to another
/// field, event or recording does not open.
/// </summary>
internal readonly struct SealedField
{
    public static readonly SealedField ResidentName = new("resident-name"u8.ToArray());
    public static readonly SealedField AdviserName = new("adviser-name"u8.ToArray());
    public static readonly SealedField Contact = new("contact"u8.ToArray());
    public static readonly SealedField AccountReference = new("account-reference"u8.ToArray());

    public static readonly SealedField RatingComment = new("rating-comment"u8.ToArray());

    private readonly byte[] _label;

    private SealedField(byte[] label) => _label = label;

    public ReadOnlySpan<byte> Label => _label;

    public static SealedField Body(Guid eventId) => new(eventId.ToByteArray(bigEndian: true));

    public static SealedField Justification(Guid retrievalId) =>
        new([.. "justification"u8, .. retrievalId.ToByteArray(bigEndian: true)]);
}
