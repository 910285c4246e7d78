using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>The words of the participants' names, which are not third parties'.</summary>
internal sealed class KnownNames(IEnumerable<string> names)
{
    public static readonly KnownNames None = new([]);

    private readonly HashSet<string> _words =
    [
        .. names.SelectMany(name => PersonRecogniser.Words(name)).Select(word => word.Core),
    ];

    public bool Contains(string core) => _words.Contains(core);

    /// <summary>
    /// A word as it is compared: compatibility forms unified, invisible characters and a possessive 's taken off, in small
    /// letters. A look-alike from another alphabet stays another word, and with that an unknown one.
    /// </summary>
    public static string Core(ReadOnlySpan<char> word)
    {
        var builder = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (c is not ('\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD'))
            {
                builder.Append(c == '’' ? '\'' : c);
            }
        }
        var core = builder.ToString().Trim('\'', '-');
        if (core.IsNormalized(NormalizationForm.FormKC) is false)
        {
            core = core.Normalize(NormalizationForm.FormKC);
        }
        core = core.ToLowerInvariant();
        return core.EndsWith("'s", StringComparison.Ordinal) ? core[..^2] : core;
    }
}
