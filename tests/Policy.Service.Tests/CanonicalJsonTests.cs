using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>RFC 8785, for the values that the ledger has.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b": 1, "a": [true, null, "x"] }""", """{"a":[true,null,"x"],"b":1}""")]
    [InlineData(
        """{ "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude00": 4, "\ufb33": 5 }""",
        "{\"\\r\":2,\"1\":3,\"€\":1,\"😀\":4,\"\ufb33\":5}"
    )]
    [InlineData("\"\\u0007\\b\\t\\n\\f\\r\\\"\\\\\\/\\u2028é\"", "\"\\u0007\\b\\t\\n\\f\\r\\\"\\\\/\u2028é\"")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    public void Json_is_written_in_its_canonical_form(string json, string expected) =>
        Assert.Equal(expected, CanonicalJson.Write(JsonNode.Parse(json)));

    [Theory]
    [InlineData("1.5")]
    [InlineData("9007199254740992")]
    public void A_number_that_is_not_whole_and_safe_is_refused(string json) =>
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonNode.Parse(json)));
}
