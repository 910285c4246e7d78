using WebchatAspire.Gateway.Routing;

namespace WebchatAspire.Gateway.Tests;

public sealed class SpanNameTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("/staff/recordings/0198a000-0000-7000-8000-000000000001", "/staff/recordings/{id}")]
    [InlineData("/api/recordings/0198a000-0000-7000-8000-000000000001/retrievals", "/api/recordings/{id}/retrievals")]
    [InlineData("/chat/K7QM-2P9D/copy.txt", "/chat/{id}/copy.txt")]
    [InlineData("/staff/Asha Okafor", "/staff/{id}")]
    [InlineData("/api/v1", "/api/{id}")]
    [InlineData("/a/b/c/d/e/asha/okafor", "/a/b/c/d/e/{id}")]
    public void A_span_is_called_after_the_page_and_never_after_whom_it_is_about(string path, string name) =>
        Assert.Equal(name, SpanNames.NameOf(path));
}
