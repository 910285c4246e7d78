using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// United Kingdom bank accounts: a sort code of six digits and an account number of eight (Pay.UK, "Validating account
/// numbers"; seven in some older ones), next to each other or beside the words. The modulus check needs a table that
/// changes every few weeks and is not carried here.
/// </summary>
internal sealed partial class BankAccountRecogniser : IRecogniser
{
    private const int Reach = 48;

    /// <summary>"12-34-56".</summary>
    private const int CodeLength = 8;

    private const string Banks =
        "bank|barclays|lloyds|natwest|hsbc|santander|halifax|monzo|starling|nationwide|tsb|rbs|revolut|first direct|metro bank|co-?op(?:erative)? bank|building society|virgin money|ulster|danske|tide|chase";

    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Together().Matches(text))
        {
            var grouped = match.ValueSpan[2] is '-' or ' ' or '.';
            if ((grouped || IsNamed(text, match)) && !Context.IsThing(text, match.Index))
            {
                yield return Found(match, "sort-code-and-account", 0.98);
            }
        }
        foreach (var pair in FindPairs(text))
        {
            yield return pair;
        }
        foreach (Match match in SortCode().Matches(text))
        {
            yield return Found(match.Groups["number"], "sort-code", 0.93);
        }
        foreach (Match match in Account().Matches(text))
        {
            var number = match.Groups["number"];
            if (
                !OfCouncil().IsMatch(Context.Before(text, number.Index))
                && !Supplier().IsMatch(text.AsSpan(match.Index..number.Index))
            )
            {
                yield return Found(number, "account-number", 0.88);
            }
        }
    }

    private static bool IsNamed(string text, Match match) =>
        Cue().IsMatch(Context.Before(text, match.Index))
        || CueAfter().IsMatch(Context.After(text, match.Index + match.Length));

    /// <summary>A sort code in groups and eight digits with little between them; eight digits beside a bank's name.</summary>
    private static List<Finding> FindPairs(string text)
    {
        var found = new List<Finding>();
        foreach (Match account in EightDigits().Matches(text))
        {
            var end = account.Index + account.Length;
            var first = Math.Max(0, account.Index - Reach);
            var before = text.AsSpan(first..account.Index);
            if (Elsewhere().IsMatch(before) || OfCouncil().IsMatch(before) || Context.IsThing(text, account.Index))
            {
                continue;
            }
            var after = text.AsSpan(end, Math.Min(Reach, text.Length - end));
            var codes = found.Count;
            foreach (var code in CodeBefore().EnumerateMatches(before))
            {
                found.Add(Found(first + code.Index, CodeLength, "sort-code-and-account", 0.9));
            }
            foreach (var code in CodeAfter().EnumerateMatches(after))
            {
                found.Add(Found(end + code.Length - CodeLength, CodeLength, "sort-code-and-account", 0.9));
            }
            if (found.Count > codes || Paid().IsMatch(before) || Bank().IsMatch(after))
            {
                found.Add(Found(account.Index, account.Length, "account-number", 0.86));
            }
        }
        return found;
    }

    private static Finding Found(int start, int length, string rule, double confidence) =>
        new(start, length, FindingKinds.BankAccount, rule, confidence);

    private static Finding Found(Capture capture, string rule, double confidence) =>
        new(capture.Index, capture.Length, FindingKinds.BankAccount, rule, confidence);

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-]|[0-9][.,/ ])[0-9]{2}(?:(?<gap>[ .-])[0-9]{2}\k<gap>[0-9]{2}|[0-9]{4})(?:[ ,;:/|&+-]{1,3}|\s{0,2}(?:and|account|acc|a/c|acct|acc no|account number|account no|an)\.?:?\s{1,2})(?:[0-9]{8}|[0-9]{4}[ -][0-9]{4}|[0-9]{2} [0-9]{3} [0-9]{3}|[0-9]{2}(?: [0-9]{2}){3})(?![\p{L}\p{N}]|[ .,-][0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Together();

    [GeneratedRegex(
        @"(?<!\p{L})(?:sort[ -]?codes?|s/c|sc|sort)(?:\s{1,2}(?:number|no))?(?:'s)?(?:\s{1,2}(?:is|was|used|given|shown|on file|of|for [^.!?\r\n0-9]{1,20}|it's))?\s{0,2}[:=.,(-]{0,2}\s{0,2}(?:is\s{1,2})?(?<number>[0-9]{2}[ ./-]?[0-9]{2}[ ./-]?[0-9]{2})(?![\p{L}\p{N}])|(?<![\p{L}\p{N}£-]|[0-9][ .,])(?<number>[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2})[ ,(]{1,3}(?:is |was |that's )?(?:(?:the|my|his|her|their) )?(?:\p{L}{1,10} )?sort[ -]?code",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex SortCode();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:bank|current|savings|joint|isa|building society|barclays|lloyds|natwest|hsbc|santander|halifax|monzo|starling|nationwide|tsb|rbs)\s{1,2})?(?:account|accounts|a/c|acct|acc|ac|bank details)(?:\s{0,2}(?:number|num|no|nr|#)\.?)?(?:'s)?(?:\s{1,2}(?:is|was|to|used|given|shown|on file|i have|ending|called|being|it's|with [\p{L} ]{1,16}|at [\p{L} ]{1,16}))?\s{0,2}[:=.,(#-]{0,2}\s{0,2}(?:(?:is|and)\s{1,2})?(?<number>[0-9]{8}|[0-9]{4}[ -][0-9]{4}|[0-9]{2} [0-9]{3} [0-9]{3}|[0-9]{2}(?:[ -][0-9]{2}){3}|[0-9]{7})(?![\p{L}\p{N}]|[ ,-][0-9])|(?<![\p{L}\p{N}£-]|[0-9][ .,])(?<number>[0-9]{8}|[0-9]{4} [0-9]{4})[ ,(]{1,3}(?:is |was |that's )?(?:(?:the|my|his|her|their) )(?:bank )?account",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Account();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€+-]|[0-9][ .,/:])(?:[0-9]{8}|[0-9]{4}[ -][0-9]{4}|[0-9]{2} [0-9]{3} [0-9]{3})(?![\p{L}\p{N}%]|[.,:/-][0-9]| [0-9]{3})",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex EightDigits();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-]|[0-9][.,/ ])[0-9]{2}(?<gap>[ -])[0-9]{2}\k<gap>[0-9]{2}(?=[^0-9.!?]{1,40}\z)(?<!\b(?:on|from|since|dated?|started|began|born|until|till|by|due|ends?|ended|dob) [0-9 -]{8})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CodeBefore();

    [GeneratedRegex(
        @"\A[^0-9.!?]{1,40}(?<![\p{L}\p{N}£-])(?<!\b(?:on|from|since|dated?|started|began|born|until|till|by|due|ends?|ended|dob) )[0-9]{2}(?<gap>[ -])[0-9]{2}\k<gap>[0-9]{2}(?![\p{L}\p{N}]|[-/.:][0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CodeAfter();

    /// <summary>Words that make a reference or a phone number of the digits after them.</summary>
    [GeneratedRegex(
        @"(?<!\p{L})(?:refs?|reference|case|claim|ticket|pcn|order|invoice|phone|tel|mobile|call|ring|text|policy|customer|permit|licence|passport|nhs|uprn|booking|date|on|from the|dated|member|membership|reading|badge|job|id|pin|code is|licence number|driver number|tenancy|housing|application|planning|council|uprn|resident|payment|plate|serial|library|card|parcel|tracking)(?:\s{1,2}(?:number|no|num|is|was|id))*\s{0,2}[.:=#(-]{0,2}\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Elsewhere();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:direct debit|dd|standing order|bacs|faster payment|(?:pay|paid|paying|payment|payments|refund|refunded|transfer|transferred|goes|went|sent|money|wages|deposit|deposited|put it) (?:it )?(?:is |was |out |back )?(?:to|in|into|from|straight to)|"
            + Banks
            + @")(?:\s{1,2}(?:is|was|to|from|details|details:|are|my|the|account|number|no|comes out of|on))*\s{0,2}[.:=#(,-]{0,2}\s{0,2})\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Paid();

    [GeneratedRegex(
        @"\A\s?[,(-]?\s?(?:is\s|at\s|with\s|my\s|is my\s|in\s|that's my\s){0,2}(?:(?:"
            + Banks
            + @")(?!\p{L})|(?:my )?(?:bank )?account\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Bank();

    [GeneratedRegex(
        @"(?<!\p{L})(?:bank|bacs|sort|account|acc|a/c|pay(?:ment)? (?:in)?to|transfer)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();

    [GeneratedRegex(
        @"\A[ ,(-]{0,3}(?:is|are|was|were|that's)?\s{0,2}(?:my|the|his|her|our|their)?\s{0,2}(?:bank|sort[ -]?code|account|acc)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CueAfter();

    /// <summary>"account number with British Gas is".</summary>
    [GeneratedRegex(
        @"(?<!\p{L})(?:with|at)\s{1,2}(?:the\s)?(?:council|(?:british )?gas|water|thames|edf|eon|e\.on|octopus|bulb|ovo|scottish power|sky|virgin|bt|ee|vodafone|amazon|ebay|tfl|library|you)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Supplier();

    /// <summary>An account that the council, a shop or a supplier keeps.</summary>
    [GeneratedRegex(
        @"(?<!\p{L})(?:council tax|council|rent|rents|tenancy|housing|business rates?|rates|ctax|service charge|leaseholder|parking|permit|library|customer|online|gas|electric(?:ity)?|water|energy|broadband|thames water|british gas|edf|octopus|amazon|ebay|netflix)\s{1,2}(?:(?:payment|bill|company|board|supplier|provider|shopping|council)\s{1,2})?(?:account|acc|a/c)s?(?![^\r\n]{0,40}sort code)[^\r\n]{0,24}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex OfCouncil();
}
