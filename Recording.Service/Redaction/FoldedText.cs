using System.Globalization;
using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// A text in the one spelling that recognisers look at, with the way back to the positions in the original. Invisible
/// characters are left out (zero-width, right-to-left marks, soft hyphens); digits of every script, full-width and
/// mathematical letters, spaces, dashes and quotes become their ASCII form; a letter that only looks Latin (Unicode
/// Technical Standard 39, confusables) becomes the Latin one if it stands among Latin letters or digits.
/// </summary>
internal sealed class FoldedText
{
    private readonly string _original;

    /// <summary>For each character of <see cref="Value"/> where it was; null if nothing has moved.</summary>
    private readonly List<int>? _origins;

    private FoldedText(string original, string value, List<int>? origins) =>
        (_original, Value, _origins) = (original, value, origins);

    public string Value { get; }

    public static FoldedText Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return new FoldedText(text, text.Replace('\t', ' '), null);
        }
        var value = new StringBuilder(text.Length);
        var origins = new List<int>(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var width = Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1;
            if (width == 1)
            {
                if (Fold(text[i]) is { } folded)
                {
                    value.Append(folded);
                    origins.Add(i);
                }
            }
            else if (Compatible(rune) is { } ascii)
            {
                value.Append(ascii);
                origins.Add(i);
            }
            else
            {
                value.Append(text, i, width);
                origins.Add(i);
                origins.Add(i + 1);
            }
            i += width;
        }
        return new FoldedText(text, LookAlikes.Unify(value.ToString()), origins);
    }

    /// <summary>The finding where it is in the original text.</summary>
    public Finding Unfold(Finding finding)
    {
        if (_origins is null)
        {
            return finding;
        }
        var start = _origins[finding.Start];
        var last = _origins[finding.End - 1];
        var end = last + 1;
        if (end < _original.Length && char.IsSurrogatePair(_original[last], _original[end]))
        {
            end++;
        }
        return finding with { Start = start, Length = end - start };
    }

    private static char? Fold(char c) =>
        c switch
        {
            '\t' => ' ',
            < '\u0080' => c,
            '\u2018' or '\u2019' or '\u02BC' or '\u2032' or '\u00B4' => '\'',
            '\u201C' or '\u201D' => '"',
            '\u2212' => '-',
            >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
            >= '\uFE00' and <= '\uFE0F' or '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' => null,
            _ => char.GetUnicodeCategory(c) switch
            {
                UnicodeCategory.Format => null,
                UnicodeCategory.SpaceSeparator => ' ',
                UnicodeCategory.DashPunctuation => '-',
                UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
                _ => c,
            },
        };

    /// <summary>A mathematical letter or digit, or an enclosed one, as the ASCII character it stands for.</summary>
    private static char? Compatible(Rune rune)
    {
        if (rune.Value is < 0x1D400 or > 0x1D7FF)
        {
            return null;
        }
        var plain = rune.ToString().Normalize(NormalizationForm.FormKC);
        return plain is [< '\u0080'] ? plain[0] : null;
    }
}
