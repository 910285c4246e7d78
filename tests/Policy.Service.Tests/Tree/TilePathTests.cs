using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

public sealed class TilePathTests
{
    [Theory]
    [InlineData("0/000", 0, 0, 256)]
    [InlineData("0/x001/x234/067", 0, 1234067, 256)]
    [InlineData("63/999.p/1", 63, 999, 1)]
    [InlineData("entries/x001/000.p/255", TilePath.Entries, 1000, 255)]
    public void A_path_names_one_tile_and_back(string text, int level, long index, int width)
    {
        Assert.True(TilePath.TryParse(text, out var path));
        Assert.Equal(new TilePath(level, index, width), path);
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/")]
    [InlineData("00/000")]
    [InlineData("01/000")]
    [InlineData("64/000")]
    [InlineData("-1/000")]
    [InlineData("data/000")]
    [InlineData("0/0")]
    [InlineData("0/0000")]
    [InlineData("0/x000/000")]
    [InlineData("0/001/000")]
    [InlineData("0/x001/x000")]
    [InlineData("0/x001/x002/x003/x004/x005/006")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/")]
    [InlineData("0/000.p")]
    [InlineData("0/000/")]
    [InlineData("0/000\n")]
    [InlineData("0/٠٠٠")]
    [InlineData("0/../000")]
    public void What_is_not_the_one_spelling_of_a_tile_is_none(string text) =>
        Assert.False(TilePath.TryParse(text, out _));

    /// <summary>The example of the specification.</summary>
    [Fact]
    public void A_tree_of_70000_entries_has_the_tiles_that_the_specification_counts()
    {
        var tiles = TilePath.Of(70_000).ToList();

        Assert.Equal(273, tiles.Count(tile => tile is { Level: 0, IsFull: true }));
        Assert.Equal(1, tiles.Count(tile => tile is { Level: 1, IsFull: true }));
        Assert.Equal(
            [new TilePath(0, 273, 112), new TilePath(1, 1, 17), new TilePath(2, 0, 1)],
            tiles.Where(tile => !tile.IsFull)
        );
        Assert.Equal([new TilePath(0, 0, 256), new TilePath(1, 0, 1)], TilePath.Of(256));
        Assert.Empty(TilePath.Of(0));
    }
}
