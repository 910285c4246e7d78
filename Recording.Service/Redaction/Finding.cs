namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Something in a text that may say who somebody is, or how to reach them.</summary>
/// <param name="Start">In UTF-16 code units, as .NET and JavaScript count.</param>
/// <param name="Length">At least 1.</param>
/// <param name="Kind">One of <see cref="FindingKinds"/>.</param>
/// <param name="Rule">What found it.</param>
/// <param name="Confidence">From 0 to 1.</param>
internal readonly record struct Finding(int Start, int Length, string Kind, string Rule, double Confidence)
{
    public int End => Start + Length;
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
    public const string PaymentCard = "payment-card";
    public const string Url = "url";

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
            PaymentCard => "payment card",
            Url => "web address",
            _ => "personal detail",
        };
}

/// <summary>Finds one kind of thing. Implementations keep no state and look at each text on its own.</summary>
internal interface IRecogniser
{
    IEnumerable<Finding> Find(string text, KnownNames known);
}
