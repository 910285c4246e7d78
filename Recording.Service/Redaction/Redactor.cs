using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Runs the recognisers over a text and masks what they find. What is not in a finding stays as it is, character by
/// character.
/// </summary>
internal sealed class Redactor(IEnumerable<IRecogniser> recognisers)
{
    private readonly IRecogniser[] _recognisers = [.. recognisers];

    /// <summary>Findings in order, none overlapping another.</summary>
    public IReadOnlyList<Finding> Find(string text, KnownNames known)
    {
        var folded = FoldedText.Of(text);
        var hasDigit = folded.Value.AsSpan().ContainsAnyInRange('0', '9');
        return Resolve(
            _recognisers
                .Where(recogniser => hasDigit || !recogniser.NeedsDigit)
                .SelectMany(recogniser => recogniser.Find(folded.Value, known))
                .Select(folded.Unfold)
        );
    }

    /// <summary>The text with what may name a third party replaced by a mark that says what stood there.</summary>
    public string Mask(string text, KnownNames known) =>
        Mask(text, [.. Find(text, known).Where(finding => finding.MayNameThirdParty)]);

    internal static string Mask(string text, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return text;
        }
        var masked = new StringBuilder(text.Length);
        var position = 0;
        foreach (var finding in findings)
        {
            masked.Append(text, position, finding.Start - position);
            masked.Append("[masked: ").Append(FindingKinds.Describe(finding.Kind)).Append(']');
            position = finding.End;
        }
        return masked.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>
    /// Findings that overlap become one over all of their span, named after the surest of them: two rules that disagree
    /// about where something ends must not leave a piece of it.
    /// </summary>
    internal static IReadOnlyList<Finding> Resolve(IEnumerable<Finding> findings)
    {
        var resolved = new List<Finding>();
        foreach (var next in findings.OrderBy(finding => finding.Start).ThenByDescending(finding => finding.Length))
        {
            if (resolved.Count == 0 || resolved[^1].End <= next.Start)
            {
                resolved.Add(next);
                continue;
            }
            var last = resolved[^1];
            var surest = next.Confidence > last.Confidence ? next : last;
            resolved[^1] = surest with { Start = last.Start, Length = Math.Max(last.End, next.End) - last.Start };
        }
        return resolved;
    }
}

internal static class RedactionExtensions
{
    public static void AddRedactor(this IHostApplicationBuilder builder)
    {
        foreach (var recogniser in Recognisers.All)
        {
            builder.Services.AddSingleton(recogniser);
        }
        builder.Services.AddSingleton<Redactor>();
    }
}

internal static class Recognisers
{
    public static IReadOnlyList<IRecogniser> All { get; } =
    [
        new EmailRecogniser(),
        new UrlRecogniser(),
        new PhoneRecogniser(),
        new PostcodeRecogniser(),
        new AddressRecogniser(),
        new NhsNumberRecogniser(),
        new NationalInsuranceRecogniser(),
        new PassportRecogniser(),
        new DrivingLicenceRecogniser(),
        new VehicleRegistrationRecogniser(),
        new PaymentCardRecogniser(),
        new IbanRecogniser(),
        new BankAccountRecogniser(),
        new CouncilReferenceRecogniser(),
        new IpAddressRecogniser(),
        new MacAddressRecogniser(),
        new DateRecogniser(),
        new CryptoAddressRecogniser(),
        new PersonRecogniser(),
    ];
}
