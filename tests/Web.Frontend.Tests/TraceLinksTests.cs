using Microsoft.Extensions.Configuration;
using WebchatAspire.Web.Frontend.Staff.Ledger;

namespace WebchatAspire.Web.Frontend.Tests;

/// <summary>The way from a ledger entry to its trace.</summary>
public sealed class TraceLinksTests
{
    [Theory]
    [InlineData("http://localhost:15080", "http://localhost:15080/traces/detail/abc")]
    [InlineData(
        "https://ops.council.example/dashboard/?t=secret",
        "https://ops.council.example/dashboard/traces/detail/abc"
    )]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("javascript:alert(1)", null)]
    public void A_trace_has_a_link_where_there_is_a_dashboard(string? dashboard, string? expected) =>
        Assert.Equal(expected, LinksOf(dashboard).For("abc"));

    [Fact]
    public void An_entry_without_a_trace_has_no_link() => Assert.Null(LinksOf("http://localhost:15080").For(null));

    private static TraceLinks LinksOf(string? dashboard) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new KeyValuePair<string, string?>("Dashboard:Url", dashboard)])
                .Build()
        );
}
