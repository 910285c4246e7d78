using Microsoft.Playwright;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>The page of the HTTP interfaces, under the gateway's content security policy and from its own files alone.</summary>
public sealed class ApiPageTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData("", "Chat", "/api/chats")]
    [InlineData("recording", "Recording", "/api/recordings")]
    [InlineData("policy", "Policy", "/access/v1/evaluation")]
    public async Task The_interfaces_of_each_service_can_be_browsed(string document, string title, string path)
    {
        var page = await OpenWindowAsync();
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal))
            {
                hosts.Add(new Uri(request.Url).Authority);
            }
        };

        await page.GotoAsync($"/docs/{document}");

        await Expect(
                page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Name = title,
                        Exact = true,
                        Level = 1,
                    }
                )
            )
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = path }).First).ToBeVisibleAsync();
        Assert.Equal([Stack.Gateway.Authority], hosts);
    }
}
