using Microsoft.Extensions.Options;
using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>The keys that this process was given.</summary>
internal sealed class LedgerKeys : IDisposable
{
    /// <exception cref="OptionsValidationException">A setting is no key.</exception>
    public LedgerKeys(IOptions<LedgerOptions> options)
    {
        Origin = options.Value.Origin;
        Current = Read(Origin, nameof(LedgerOptions.SigningKey), options.Value.SigningKey);
        Previous = string.IsNullOrEmpty(options.Value.PreviousKey)
            ? null
            : Read(Origin, nameof(LedgerOptions.PreviousKey), options.Value.PreviousKey);
    }

    public string Origin { get; }
    public NoteSigner Current { get; }
    public NoteSigner? Previous { get; }

    public void Dispose()
    {
        Current.Dispose();
        Previous?.Dispose();
    }

    private static NoteSigner Read(string origin, string setting, string value)
    {
        try
        {
            return new NoteSigner(origin, value);
        }
        catch (FormatException exception)
        {
            throw new OptionsValidationException(
                LedgerOptions.Section,
                typeof(LedgerOptions),
                [$"{LedgerOptions.Section}:{setting}: {exception.Message}"]
            );
        }
    }
}
