namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Something in a text that may say who somebody is, or how to reach them.</summary>
/// <param name="Start">In UTF-16 code units, as .NET and JavaScript count.</param>
/// <param name="Length">At least 1.</param>
/// <param name="Kind">One of <see cref="FindingKinds"/>.</param>
/// <param name="Rule">What found it.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Flagged">A guess that a person has to decide about.</param>
internal readonly record struct Finding(
    int Start,
    int Length,
    string Kind,
    string Rule,
    double Confidence,
    bool Flagged = false
)
{
    public int End => Start + Length;

    /// <summary>
    /// Whether the finding may say something about a person who did not take part. A reference of the council's is the
    /// participants' own business, and a plain date or a public page is nobody's.
    /// </summary>
    public bool MayNameThirdParty =>
        Kind != FindingKinds.CouncilReference && Rule is not (FindingRules.PlainDate or FindingRules.PublicPage);
}

/// <summary>Rules that other code tells apart.</summary>
internal static class FindingRules
{
    /// <summary>A date that nothing says is somebody's birthday.</summary>
    public const string PlainDate = "plain-date";

    /// <summary>A page of a government site without a query.</summary>
    public const string PublicPage = "public-page";

    private const string Known = "known:";

    /// <summary>A mention of a participant of the chat, with what the text says instead.</summary>
    public static string KnownAs(string surrogate) => Known + surrogate;

    /// <summary>What the text says instead of this participant, or null if the rule found somebody else.</summary>
    public static string? KnownParty(string rule) =>
        rule.StartsWith(Known, StringComparison.Ordinal) ? rule[Known.Length..] : null;
}

/// <summary>The kinds of findings, and how a mask names them.</summary>
internal static class FindingKinds
{
    public const string Person = "person";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Postcode = "postcode";
    public const string Address = "address";
    public const string NhsNumber = "nhs-number";
    public const string NationalInsuranceNumber = "national-insurance-number";
    public const string Passport = "uk-passport";
    public const string DrivingLicence = "driving-licence";
    public const string VehicleRegistration = "vehicle-registration";
    public const string PaymentCard = "payment-card";
    public const string Iban = "iban";
    public const string BankAccount = "bank-account";
    public const string CouncilReference = "council-reference";
    public const string IpAddress = "ip-address";
    public const string MacAddress = "mac-address";
    public const string Url = "url";
    public const string Date = "date";
    public const string CryptoAddress = "crypto-address";

    public static IReadOnlyList<string> All { get; } =
    [
        Person,
        Email,
        Phone,
        Postcode,
        Address,
        NhsNumber,
        NationalInsuranceNumber,
        Passport,
        DrivingLicence,
        VehicleRegistration,
        PaymentCard,
        Iban,
        BankAccount,
        CouncilReference,
        IpAddress,
        MacAddress,
        Url,
        Date,
        CryptoAddress,
    ];

    public static string Describe(string kind) =>
        kind switch
        {
            Person => "person",
            Email => "e-mail address",
            Phone => "phone number",
            Postcode => "postcode",
            Address => "address",
            NhsNumber => "NHS number",
            NationalInsuranceNumber => "National Insurance number",
            Passport => "passport number",
            DrivingLicence => "driving licence",
            VehicleRegistration => "vehicle registration",
            PaymentCard => "payment card",
            Iban or BankAccount => "bank account",
            CouncilReference => "reference",
            IpAddress or MacAddress => "network address",
            Url => "web address",
            Date => "date",
            CryptoAddress => "cryptocurrency address",
            _ => "personal detail",
        };
}

/// <summary>
/// Finds one kind of thing. Implementations keep no state and look at each text on its own, in time that grows with its
/// length only. They get the text folded, see <see cref="FoldedText"/>, and answer with positions in that.
/// </summary>
internal interface IRecogniser
{
    IEnumerable<Finding> Find(string text, KnownNames known);

    /// <summary>Whether all that it finds has a digit in it. Most messages have none, and are spared it.</summary>
    bool NeedsDigit => false;
}
