namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>The checksum of BIP 173 and, with another constant, of BIP 350.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint FirstConstant = 1;
    private const uint SecondConstant = 0x2BC830A3;

    private static ReadOnlySpan<uint> Generator => [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];

    public static bool IsValid(string text)
    {
        var small = text.ToLowerInvariant();
        // Capitals and small letters must not be mixed.
        if (text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower))
        {
            return false;
        }
        var separator = small.LastIndexOf('1');
        var sum = 1u;
        foreach (var c in small.AsSpan(0, separator))
        {
            sum = Step(sum, (uint)c >> 5);
        }
        sum = Step(sum, 0);
        foreach (var c in small.AsSpan(0, separator))
        {
            sum = Step(sum, (uint)c & 31);
        }
        foreach (var c in small.AsSpan(separator + 1))
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }
            sum = Step(sum, (uint)value);
        }
        return sum is FirstConstant or SecondConstant;
    }

    private static uint Step(uint sum, uint value)
    {
        var top = sum >> 25;
        var next = ((sum & 0x1FFFFFF) << 5) ^ value;
        for (var i = 0; i < Generator.Length; i++)
        {
            next ^= ((top >> i) & 1) == 1 ? Generator[i] : 0;
        }
        return next;
    }
}
