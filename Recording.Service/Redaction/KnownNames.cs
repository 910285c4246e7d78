using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>The words of the participants' names, which are not third parties'.</summary>
internal sealed class KnownNames(IEnumerable<string> names)
{
    public static readonly KnownNames None = new([]);

    private readonly HashSet<string> _words =
    [
        .. names.SelectMany(name => Word.In(FoldedText.Of(name).Value)).Select(word => word.Core),
    ];

    public bool Contains(string core) => _words.Contains(core);

    /// <summary>
    /// A word of a folded text as it is compared: compatibility forms unified, a possessive 's taken off, in small letters.
    /// </summary>
    public static string Core(ReadOnlySpan<char> word)
    {
        var core = word.ToString().Trim('\'', '-');
        if (core.IsNormalized(NormalizationForm.FormKC) is false)
        {
            core = core.Normalize(NormalizationForm.FormKC);
        }
        core = core.ToLowerInvariant();
        return core.EndsWith("'s", StringComparison.Ordinal) ? core[..^2] : core;
    }
}
