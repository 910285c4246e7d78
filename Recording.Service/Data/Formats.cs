using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>What the identifiers in a chat's row look like, wherever they come in.</summary>
internal static partial class Formats
{
    public const int ReferenceLength = 9;
    public const int MaxServiceLength = 64;

    public static bool IsReference(string value) => Reference().IsMatch(value);

    public static bool IsService(string value) => Slug().IsMatch(value);

    [GeneratedRegex(@"\A[0-9A-Z]{4}-[0-9A-Z]{4}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex Slug();
}
