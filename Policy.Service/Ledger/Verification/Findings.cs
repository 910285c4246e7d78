namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>What was found wrong, each told as soon as it is found, up to a number that a person can read.</summary>
internal sealed class Findings(TextWriter errors)
{
    private const int Told = 25;

    public int Count { get; private set; }

    public void Add(string what)
    {
        Count++;
        if (Count <= Told)
        {
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
