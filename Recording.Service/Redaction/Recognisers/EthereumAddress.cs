namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// The checksum that Ethereum puts into the capitals of an address (EIP-55): Keccak-256 as it was before FIPS 202, which
/// the framework does not have.
/// </summary>
internal static class EthereumAddress
{
    private const int Rounds = 24;
    private const int Rate = 136;

    private static ReadOnlySpan<int> Rotations =>
        [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    private static ReadOnlySpan<int> Lanes =>
        [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    private static readonly ulong[] Constants = MakeConstants();

    /// <param name="hex">Forty digits.</param>
    public static bool HasCapitals(ReadOnlySpan<char> hex)
    {
        if (!hex.ContainsAnyInRange('a', 'f') || !hex.ContainsAnyInRange('A', 'F'))
        {
            return hex.ContainsAnyExcept(hex[0]);
        }
        Span<byte> small = stackalloc byte[hex.Length];
        for (var i = 0; i < hex.Length; i++)
        {
            small[i] = (byte)char.ToLowerInvariant(hex[i]);
        }
        Span<byte> hash = stackalloc byte[32];
        Keccak256(small, hash);
        for (var i = 0; i < hex.Length; i++)
        {
            var isCapital = ((hash[i / 2] >> (4 * (1 - (i & 1)))) & 0xF) >= 8;
            if (char.IsAsciiLetter(hex[i]) && char.IsAsciiLetterUpper(hex[i]) != isCapital)
            {
                return false;
            }
        }
        return true;
    }

    /// <param name="message">Shorter than one block.</param>
    internal static void Keccak256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<byte> block = stackalloc byte[Rate];
        block.Clear();
        message.CopyTo(block);
        block[message.Length] = 0x01;
        block[Rate - 1] |= 0x80;
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        for (var i = 0; i < Rate / 8; i++)
        {
            state[i] = BitConverter.ToUInt64(block[(i * 8)..]);
        }
        Permute(state);
        for (var i = 0; i < 4; i++)
        {
            BitConverter.TryWriteBytes(hash[(i * 8)..], state[i]);
        }
    }

    /// <summary>Keccak-f[1600], FIPS 202 section 3.3.</summary>
    private static void Permute(Span<ulong> state)
    {
        Span<ulong> column = stackalloc ulong[5];
        for (var round = 0; round < Rounds; round++)
        {
            for (var x = 0; x < 5; x++)
            {
                column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            }
            for (var i = 0; i < 25; i++)
            {
                state[i] ^= column[(i + 4) % 5] ^ ulong.RotateLeft(column[(i + 1) % 5], 1);
            }
            var moved = state[1];
            for (var i = 0; i < Lanes.Length; i++)
            {
                (moved, state[Lanes[i]]) = (state[Lanes[i]], ulong.RotateLeft(moved, Rotations[i]));
            }
            for (var y = 0; y < 25; y += 5)
            {
                state.Slice(y, 5).CopyTo(column);
                for (var x = 0; x < 5; x++)
                {
                    state[y + x] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]);
                }
            }
            state[0] ^= Constants[round];
        }
    }

    /// <summary>The round constants by the shift register of FIPS 202 algorithm 5.</summary>
    private static ulong[] MakeConstants()
    {
        var constants = new ulong[Rounds];
        var register = 1;
        for (var round = 0; round < Rounds; round++)
        {
            for (var j = 0; j < 7; j++)
            {
                if ((register & 1) == 1)
                {
                    constants[round] |= 1UL << ((1 << j) - 1);
                }
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }
        return constants;
    }
}
