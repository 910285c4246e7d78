using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>The tree by its definition (RFC 6962, 2.1), by the published values of others, and against itself.</summary>
public sealed class MerkleTreeTests
{
    /// <summary>Sizes around where tiles begin, end and grow a level.</summary>
    private const int MostLeaves = 700;

    private static readonly byte[][] Leaves =
    [
        .. Enumerable.Range(0, MostLeaves).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))),
    ];

    /// <summary>Leaves and roots of the test data of Certificate Transparency.</summary>
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_roots_are_those_of_certificate_transparency(int size, string root)
    {
        string[] entries =
        [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        var frontier = new Frontier();
        foreach (var entry in entries[..size])
        {
            frontier.Append(MerkleTree.Leaf(Convert.FromHexString(entry)), _ => { });
        }

        Assert.Equal(root, Convert.ToHexStringLower(frontier.Root()));
    }

    [Fact]
    public void A_tree_that_grew_leaf_by_leaf_has_at_every_size_the_root_of_its_definition()
    {
        var frontier = new Frontier();
        for (var size = 1; size <= MostLeaves; size++)
        {
            frontier.Append(Leaves[size - 1], _ => { });
            Assert.Equal(Defined(0, size), frontier.Root());
        }
    }

    [Fact]
    public async Task A_tree_that_is_taken_up_from_its_tiles_goes_on_as_if_it_had_never_stopped()
    {
        var whole = new TilesInMemory(MostLeaves);
        foreach (var size in new[] { 0, 1, 255, 256, 257, 511, 512, 699 })
        {
            var begun = new TilesInMemory(size);
            var restored = await Frontier.RestoreAsync(
                size,
                (level, width) => begun.ReadAsync(new TilePath(level, (long)size >> (8 * (level + 1)), width), default)
            );
            var completed = new List<FullTile>();
            foreach (var leaf in Leaves[size..])
            {
                restored.Append(leaf, completed.Add);
            }

            Assert.Equal(Defined(0, MostLeaves), restored.Root());
            foreach (var tile in completed)
            {
                Assert.Equal(
                    await whole.ReadAsync(
                        new TilePath(tile.Level, tile.Index, 256),
                        TestContext.Current.CancellationToken
                    ),
                    tile.Hashes
                );
            }
        }
    }

    [Property(Arbitrary = [typeof(Places)], MaxTest = 500)]
    public bool Every_leaf_is_proven_to_be_where_it_is_and_nowhere_else(Place place)
    {
        var root = Defined(0, place.Size);
        var path = Prover(place.Size).InclusionAsync(place.Index, default).GetAwaiter().GetResult();
        var other = (place.Index + 1) % place.Size;
        return TreeProof.Includes(Leaves[place.Index], place.Index, path, place.Size, root)
            && !TreeProof.Includes(Leaves[(place.Index + 1) % MostLeaves], place.Index, path, place.Size, root)
            && (other == place.Index || !TreeProof.Includes(Leaves[place.Index], other, path, place.Size, root))
            && !TreeProof.Includes(Leaves[place.Index], place.Index, [.. path, root], place.Size, root)
            && !TreeProof.Includes(Leaves[place.Index], place.Index, path, place.Size, MerkleTree.Leaf(root))
            && Enumerable
                .Range(0, path.Count)
                .All(i => !TreeProof.Includes(Leaves[place.Index], place.Index, Spoilt(path, i), place.Size, root));
    }

    [Property(Arbitrary = [typeof(Places)], MaxTest = 500)]
    public bool A_tree_is_proven_to_extend_each_earlier_one_and_no_other(Place place)
    {
        var older = place.Index + 1;
        var (olderRoot, root) = (Defined(0, older), Defined(0, place.Size));
        var path = Prover(place.Size).ConsistencyAsync(older, default).GetAwaiter().GetResult();
        return TreeProof.Extends(older, olderRoot, place.Size, root, path)
            && !TreeProof.Extends(older, MerkleTree.Leaf(olderRoot), place.Size, root, path)
            && !TreeProof.Extends(older, olderRoot, place.Size, MerkleTree.Leaf(root), path)
            && !TreeProof.Extends(older, olderRoot, place.Size, root, [.. path, root])
            && Enumerable
                .Range(0, path.Count)
                .All(i => !TreeProof.Extends(older, olderRoot, place.Size, root, Spoilt(path, i)));
    }

    [Fact]
    public async Task A_proof_reads_few_tiles_of_a_large_tree()
    {
        var read = 0;
        var prover = new TreeProver(
            (path, _) =>
            {
                read++;
                return Task.FromResult(new byte[path.Width * MerkleTree.HashLength]);
            },
            1_000_000
        );

        var path = await prover.InclusionAsync(123_456, TestContext.Current.CancellationToken);

        Assert.Equal(20, path.Count);
        Assert.InRange(read, 1, 6);
    }

    [Fact]
    public void Every_tree_extends_the_empty_one()
    {
        Assert.True(TreeProof.Extends(0, MerkleTree.EmptyRoot(), 5, Defined(0, 5), []));
        Assert.False(TreeProof.Extends(0, Leaves[0], 5, Defined(0, 5), []));
    }

    private static TreeProver Prover(int size) => new(new TilesInMemory(size).ReadAsync, size);

    private static byte[][] Spoilt(IReadOnlyList<byte[]> path, int place) =>
        [.. path.Select((hash, i) => i == place ? MerkleTree.Leaf(hash) : hash)];

    /// <summary>MTH of RFC 6962, word for word.</summary>
    private static byte[] Defined(int from, int to)
    {
        if (to - from == 1)
        {
            return Leaves[from];
        }
        var k = 1;
        while (k * 2 < to - from)
        {
            k *= 2;
        }
        return SHA256.HashData([1, .. Defined(from, from + k), .. Defined(from + k, to)]);
    }

    /// <summary>Tiles by their definition in <c>c2sp.org/tlog-tiles</c>.</summary>
    private sealed class TilesInMemory(int size)
    {
        public Task<byte[]> ReadAsync(TilePath path, CancellationToken cancellationToken)
        {
            Assert.Equal(TilePath.WidthIn(size, path.Level, path.Index), path.Width);
            var span = (int)Math.Pow(256, path.Level);
            var first = (int)path.Index * 256 * span;
            return Task.FromResult<byte[]>([
                .. Enumerable
                    .Range(0, path.Width)
                    .SelectMany(i => Defined(first + (i * span), first + ((i + 1) * span))),
            ]);
        }
    }

    public sealed record Place(int Size, int Index);

    private static class Places
    {
        public static Arbitrary<Place> Any() =>
            (
                from size in Gen.Choose(1, MostLeaves)
                from index in Gen.Choose(0, size - 1)
                select new Place(size, index)
            ).ToArbitrary();
    }
}
