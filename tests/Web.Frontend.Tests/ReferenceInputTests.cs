using WebchatAspire.Web.Frontend.Components.Parts;
using Xunit;

namespace WebchatAspire.Web.Frontend.Tests;

public sealed class ReferenceInputTests
{
    [Theory]
    [InlineData("K7QM-2P9D", "K7QM-2P9D")]
    [InlineData("k7qm2p9d", "K7QM-2P9D")]
    [InlineData(" k7qm 2p9d ", "K7QM-2P9D")]
    [InlineData("K7QM–2P9D", "K7QM-2P9D")]
    [InlineData("k7qm", "K7QM")]
    [InlineData("", "")]
    public void A_reference_is_understood_as_people_type_it(string typed, string understood) =>
        Assert.Equal(understood, ReferenceInput.Normalise(typed));
}
