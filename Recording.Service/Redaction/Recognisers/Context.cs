using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What stands around a candidate: many numbers say what they are only by the words beside them.</summary>
internal static partial class Context
{
    private const int Reach = 48;

    /// <summary>What stands before, on the same line, as far as words reach that may still belong to it.</summary>
    public static ReadOnlySpan<char> Before(string text, int start, int reach = Reach)
    {
        var from = Math.Max(0, start - reach);
        var line = text.LastIndexOf('\n', Math.Max(0, start - 1), Math.Max(0, start - from));
        return text.AsSpan((line < 0 ? from : line + 1)..start);
    }

    public static ReadOnlySpan<char> After(string text, int end, int reach = Reach)
    {
        var span = text.AsSpan(end, Math.Min(reach, text.Length - end));
        var line = span.IndexOf('\n');
        return line < 0 ? span : span[..line];
    }

    /// <summary>
    /// Whether the words directly before call the number something that is nobody's: of an order, a product, a part.
    /// </summary>
    public static bool IsThing(string text, int start) => Thing().IsMatch(Before(text, start));

    /// <summary>Whether the words directly before call what follows a version of something.</summary>
    public static bool IsVersion(string text, int start) => Version().IsMatch(Before(text, start, 28));

    [GeneratedRegex(
        @"(?<!\p{L})(?:order|invoice|tracking|parcel|consignment|delivery|dispatch|serial|s/n|part|product|item|model|catalogue|cat|article|isbn|ean|upc|gtin|barcode|sku|imei|batch|lot|meter|mpan|mprn|stock|asset|firmware|error|receipt|transaction|voucher|coupon|promo|discount|flight|barcode is|lottery)(?:['’]?s)?\s{0,2}(?:(?:number|numbers|no|num|nr|id|code|ref|reference|point|key)\s{0,2}\.?)?\s{0,2}(?:(?:is|was|are|of)(?!\p{L}))?\s{0,2}[:#=(-]?\s{0,2}#?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Thing();

    [GeneratedRegex(
        @"(?:(?<!\p{L})(?:version|versions|ver|v|release|build|firmware|driver|drivers|software|app|ios|android|windows|chrome|firefox|safari|edge|java|update|upgrade|upgraded to|updated to|section|sections|clause|paragraph|para|chapter|appendix|schedule|policy|part|rule|figure|table|step)(?:\s{1,2}(?:number|no|is|to|was))?\.?\s{0,2}[:(]?\s{0,2})\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Version();
}
