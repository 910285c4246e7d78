using System.Text;
using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>What stands after <c>verify</c>.</summary>
internal sealed record VerifyArguments(
    string? Log,
    IReadOnlyList<string> Keys,
    string? Checkpoint,
    string? Second,
    string? Receipt
)
{
    public const string Usage = """
        Usage: verify <address or folder of the log> [--vkey <key>]… [--checkpoint <file of an older one>]
                      [--second <address or folder of the second party>]
               verify --receipt <file> --vkey <key>… [<file of the entry>]

        Ends with 0 when all is as it should be, with 1 when something is wrong (it says what and where), and with 2 when it
        could not look.
        """;

    private const string Key = "--vkey";

    /// <returns>Null when the command was called wrongly.</returns>
    public static VerifyArguments? Parse(string[] args)
    {
        var places = new List<string>();
        var options = new List<(string Name, string Value)>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                places.Add(args[i]);
            }
            else if (i + 1 < args.Length && args[i] is Key or "--checkpoint" or "--second" or "--receipt")
            {
                options.Add((args[i], args[++i]));
            }
            else
            {
                return null;
            }
        }
        var single = options.Where(option => option.Name != Key).ToList();
        if (places.Count > 1 || single.Count != single.DistinctBy(option => option.Name).Count())
        {
            return null;
        }
        var parsed = new VerifyArguments(
            places.SingleOrDefault(),
            [.. options.Where(option => option.Name == Key).Select(option => option.Value)],
            Of("--checkpoint"),
            Of("--second"),
            Of("--receipt")
        );
        return parsed.IsWhole ? parsed : null;

        string? Of(string name) => single.SingleOrDefault(option => option.Name == name).Value;
    }

    /// <summary>A receipt is worth nothing without a key that one trusts; a log names keys of its own.</summary>
    private bool IsWhole => Receipt is null ? Log is not null : Keys.Count > 0 && Checkpoint is null && Second is null;

    /// <exception cref="FormatException">One of them is no key.</exception>
    public IReadOnlyList<VerifierKey> ParseKeys() => [.. Keys.Select(key => VerifierKey.Parse(key.Trim()))];

    /// <exception cref="LogUnreadableException">It cannot be read.</exception>
    public static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LogUnreadableException($"{path}: {exception.Message}");
        }
    }

    public static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadFileAsync(path, cancellationToken));
}
