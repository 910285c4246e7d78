using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What people see when a part of the system is away.</summary>
public sealed class AwayTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task Without_the_policy_a_page_says_so_and_gives_back_what_was_typed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var page = await OpenWindowAsync();
        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("I have read this and understand that the chat is recorded").CheckAsync();
        await page.GetByLabel("What do you need help with?").FillAsync("A long story");
        await Stack.StopAsync("policy", cancellation);
        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "not available at the moment" }))
                .ToBeVisibleAsync();
            await Expect(page.GetByLabel("Your message")).ToHaveValueAsync("A long story");
            await CheckAccessibilityAsync(page, "policy away, form");

            var response = await page.GotoAsync("/");
            Assert.Equal((int)HttpStatusCode.ServiceUnavailable, response!.Status);
            await CheckAccessibilityAsync(page, "policy away");
        }
        finally
        {
            await Stack.StartAsync("policy", cancellation);
        }
        await ResidentChat.StartAsync(page, "parking", null, "A long story");
    }

    [Fact]
    public async Task Without_the_chat_service_messages_wait_in_the_browser_and_are_sent_when_it_returns()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var resident = await ResidentChat.StartAsync(await OpenWindowAsync(), "parking", null, "Hello");
        await Stack.StopAsync("chat-api", cancellation);
        try
        {
            await Expect(resident.Connection).ToContainTextAsync("The connection is lost");
            await resident.Box.FillAsync("kept here");
            await resident.Box.PressAsync("Enter");
            await Expect(resident.Unsent).ToContainTextAsync("Not sent");
        }
        finally
        {
            await Stack.StartAsync("chat-api", cancellation);
        }
        await Expect(resident.Saved("kept here")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Expect(resident.Unsent).ToHaveCountAsync(0);
    }
}
