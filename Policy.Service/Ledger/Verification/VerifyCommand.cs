using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>
/// The command <c>verify</c>: checks a log that is served or lies in a folder, or a receipt, without any trust in who
/// serves it.
/// </summary>
internal static class VerifyCommand
{
    private const int Right = 0;
    private const int Wrong = 1;
    private const int NotLooked = 2;

    public static bool Asked(string[] args) => args is ["verify", ..];

    /// <returns>0 when all is right, 1 when something is wrong, 2 when it was called wrongly or could not read.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken = default
    )
    {
        if (VerifyArguments.Parse(args[1..]) is not { } arguments)
        {
            await errors.WriteLineAsync(VerifyArguments.Usage);
            return NotLooked;
        }
        var findings = new Findings(errors);
        try
        {
            var keys = arguments.ParseKeys();
            await (
                arguments.Receipt is not null
                    ? CheckReceiptAsync(arguments, keys, findings, output, cancellationToken)
                    : CheckLogAsync(arguments, keys, findings, output, cancellationToken)
            );
        }
        catch (LogUnreadableException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return findings.Count > 0 ? Wrong : NotLooked;
        }
        catch (FormatException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return NotLooked;
        }
        findings.TellRest();
        await output.WriteLineAsync(findings.Count == 0 ? "All is right." : $"{findings.Count} things are wrong.");
        return findings.Count == 0 ? Right : Wrong;
    }

    private static async Task CheckLogAsync(
        VerifyArguments arguments,
        IReadOnlyList<VerifierKey> keys,
        Findings findings,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var older = arguments.Checkpoint is { } file
            ? SignedCheckpoint.Parse(await VerifyArguments.ReadTextAsync(file, cancellationToken))
            : null;
        var log = ILogSource.Of(arguments.Log!);
        var second = arguments.Second is { } place ? ILogSource.Of(place) : null;
        using (log as IDisposable)
        using (second as IDisposable)
        {
            var verifier = new LogVerifier(new VerifierInput(log, keys, older, second), findings, output);
            await verifier.RunAsync(cancellationToken);
        }
    }

    private static async Task CheckReceiptAsync(
        VerifyArguments arguments,
        IReadOnlyList<VerifierKey> keys,
        Findings findings,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        Receipt receipt;
        try
        {
            receipt = Receipt.Parse(await VerifyArguments.ReadTextAsync(arguments.Receipt!, cancellationToken));
            var signed = receipt.Checkpoint.Note.SignedBy(keys);
            if (signed.Any(key => key.Name != receipt.Checkpoint.Checkpoint.Origin))
            {
                findings.Add("the checkpoint of the receipt is of another log than the key");
            }
        }
        catch (FormatException exception)
        {
            findings.Add($"the receipt: {exception.Message}");
            return;
        }
        var entry = arguments.Log is { } file
            ? await VerifyArguments.ReadFileAsync(file, cancellationToken)
            : receipt.Entry
                ?? throw new LogUnreadableException("The receipt has no entry in it: give the file of the entry.");
        foreach (var what in new EntryCheck().Check(receipt.Index, entry))
        {
            findings.Add($"entry {receipt.Index}: {what}");
        }
        if (!receipt.Proves(entry))
        {
            findings.Add($"entry {receipt.Index}: the receipt does not prove that it is in the log");
            return;
        }
        await output.WriteLineAsync(
            $"receipt     entry {receipt.Index} is in {receipt.Checkpoint.Checkpoint.Origin}, under its checkpoint over {receipt.Checkpoint.Size} entries"
        );
    }
}
