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

    [Fact]
    public async Task Without_the_record_a_page_does_not_call_itself_connected_and_sends_when_it_returns()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var page = await OpenWindowAsync();
        var sockets = await Sockets.OfAsync(page);
        var resident = await ResidentChat.StartAsync(page, "parking", null, "Hello");
        await Stack.StopAsync("recording", cancellation);
        try
        {
            await sockets.CloseAsync();
            await Expect(resident.Connection).ToContainTextAsync("The connection is lost");
            await resident.Box.FillAsync("kept in between");
            await resident.Box.PressAsync("Enter");
            await Expect(resident.Unsent).ToContainTextAsync("Not sent");
            // It does not stay in a connection that brings nothing, but tries again.
            await sockets.OpenedAsync();
            await sockets.OpenedAsync();
            await Expect(resident.Unsent).ToContainTextAsync("kept in between");
            await Expect(resident.Connection).Not.ToContainTextAsync("Connected");
        }
        finally
        {
            await Stack.StartAsync("recording", cancellation);
        }
        await Expect(resident.Connection).ToContainTextAsync("Connected", new() { Timeout = 60_000 });
        await Expect(resident.Saved("kept in between")).ToHaveCountAsync(1);
        await Expect(resident.Unsent).ToHaveCountAsync(0);
        await Expect(resident.Notice).ToBeEmptyAsync();
    }
}
