using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>
/// The name of a tile, as <c>c2sp.org/tlog-tiles</c> has it below <c>tile/</c>: <c>0/x001/234</c>, <c>entries/007.p/12</c>.
/// </summary>
/// <param name="Level"><see cref="Entries"/> for a bundle of entries, whose indexes are those of level 0.</param>
/// <param name="Width">1 to 255 for a partial tile, 256 for a full one.</param>
internal readonly partial record struct TilePath(int Level, long Index, int Width)
{
    public const int Entries = -1;

    /// <summary>No tree has more levels: 256⁸ is beyond a 64-bit size.</summary>
    private const int MaxLevel = 63;

    public bool IsFull => Width == MerkleTree.TileWidth;

    /// <summary>Where the tile of this place ends in a tree: 256 when it is full, 0 when the tree does not reach it.</summary>
    public static int WidthIn(long size, int level, long index)
    {
        var bits = MerkleTree.TileHeight * Math.Max(level, 0);
        var hashes = bits < 64 ? size >> bits : 0;
        return (int)Math.Clamp(hashes - (index * MerkleTree.TileWidth), 0, MerkleTree.TileWidth);
    }

    /// <summary>All tiles of hashes of a tree, level by level; the last of a level may be partial.</summary>
    public static IEnumerable<TilePath> Of(long size)
    {
        for (var level = 0; size >> (MerkleTree.TileHeight * level) > 0; level++)
        {
            for (var index = 0L; WidthIn(size, level, index) is > 0 and var width; index++)
            {
                yield return new TilePath(level, index, width);
            }
        }
    }

    /// <summary>Takes only the one spelling that a tile has.</summary>
    public static bool TryParse(string text, out TilePath path)
    {
        path = default;
        if (Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }
        var level = match.Groups["level"].ValueSpan is "entries" ? Entries : Number(match.Groups["level"].ValueSpan);
        var index = match.Groups["index"].Captures.Aggregate(0L, (sum, part) => (sum * 1000) + Number(part.ValueSpan));
        var width = match.Groups["width"].Success ? Number(match.Groups["width"].ValueSpan) : MerkleTree.TileWidth;
        if (level > MaxLevel || (match.Groups["width"].Success && width >= MerkleTree.TileWidth))
        {
            return false;
        }
        path = new TilePath(level, index, width);
        return true;
    }

    public override string ToString()
    {
        var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        var part = IsFull ? "" : string.Create(CultureInfo.InvariantCulture, $".p/{Width}");
        return $"{level}/{IndexPath(Index)}{part}";
    }

    /// <summary>A number in the path elements of a tile's index, such as <c>x001/x234/067</c>.</summary>
    public static string IndexPath(long number)
    {
        var text = new StringBuilder(Group(number % 1000));
        for (var rest = number / 1000; rest > 0; rest /= 1000)
        {
            text.Insert(0, '/').Insert(0, Group(rest % 1000)).Insert(0, 'x');
        }
        return text.ToString();
    }

    private static string Group(long number) => number.ToString("000", CultureInfo.InvariantCulture);

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    // Five groups are more than there will be tiles, and fit a 64-bit number with their entries. A first group of 000 would
    // be a second spelling.
    [GeneratedRegex(
        @"\A(?<level>entries|0|[1-9][0-9]?)/(?:x(?!000)(?<index>[0-9]{3})/(?:x(?<index>[0-9]{3})/){0,3})?(?<index>[0-9]{3})(?:\.p/(?<width>[1-9][0-9]{0,2}))?\z"
    )]
    private static partial Regex Pattern();
}
