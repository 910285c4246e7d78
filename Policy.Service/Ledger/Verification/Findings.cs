namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>What was found wrong, each told as soon as it is found, up to a number that a person can read.</summary>
internal sealed class Findings(TextWriter errors)
{
    private const int Told = 25;

    private readonly List<string> _first = [];

    public int Count { get; private set; }

    /// <summary>Those that are told.</summary>
    public IReadOnlyList<string> First => _first;

    public void Add(string what)
    {
        Count++;
        if (Count <= Told)
        {
            _first.Add(what);
            errors.WriteLine($"WRONG  {what}");
        }
    }

    public void TellRest()
    {
        if (Count > Told)
        {
            errors.WriteLine($"WRONG  and {Count - Told} more");
        }
    }
}
