using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>What the identifiers in a chat's row look like, wherever they come in.</summary>
internal static partial class Formats
{
    public const int ReferenceLength = 9;
    public const int MaxServiceLength = 64;
    public const string OutcomeLimit = "a code of at most 40 small letters, digits and hyphens";

    public static bool IsReference(string value) => Reference().IsMatch(value);

    public static bool IsService(string value) => Slug().IsMatch(value);

    /// <summary>An outcome's code; which ones there are is the policy's matter.</summary>
    public static bool IsOutcome(string value) => value.Length <= 40 && Slug().IsMatch(value);

    /// <summary>The form of a language tag (BCP 47), not whether there is such a language.</summary>
    public static bool IsLanguage(string value) => value.Length <= 35 && Language().IsMatch(value);

    [GeneratedRegex(@"\A[0-9A-Z]{4}-[0-9A-Z]{4}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex Language();
}
