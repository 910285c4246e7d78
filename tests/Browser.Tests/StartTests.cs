using System.Net;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>What can come between a resident and the start of a chat.</summary>
public sealed class StartTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Fact]
    public async Task A_start_whose_outcome_nobody_knows_says_so_and_sent_again_makes_one_chat()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var page = await OpenWindowAsync(javaScript: false);
        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("I have read this and understand that the chat is recorded").CheckAsync();
        await page.GetByLabel("What do you need help with?").FillAsync("A long story");
        await Stack.StopAsync("recording", cancellation);
        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your chat may have started");
            await Expect(page.GetByLabel("What do you need help with?")).ToHaveValueAsync("A long story");
            await CheckAccessibilityAsync(page, "start, outcome not known");
        }
        finally
        {
            await Stack.StartAsync("recording", cancellation);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();

        await Expect(page.Locator("[data-events] .chat__text")).ToHaveTextAsync(["A long story"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_left_the_page_of_a_running_chat_finds_the_way_back(bool javaScript)
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript),
            "parking",
            null,
            "Hello",
            live: javaScript
        );
        var page = resident.Page;
        var back = page.GetByRole(AriaRole.Link, new() { Name = "Go back to your chat" });
        await page.GotoAsync("/start?service=parking");
        await Expect(back).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "start, chat open");
        await page.GotoAsync("/");
        await back.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(Stack.Gateway, resident.Path).AbsoluteUri);
        if (javaScript)
        {
            await resident.BecomesLiveAsync();
        }

        await resident.EndAsync();
        await page.GotoAsync("/");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which service is it about?" }))
            .ToBeVisibleAsync();
        await Expect(back).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_link_with_a_service_that_there_is_not_leads_to_those_that_there_are()
    {
        var page = await OpenWindowAsync();

        var response = await page.GotoAsync("/start?service=nonsense&page=/parking");

        Assert.Equal((int)HttpStatusCode.NotFound, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is no such service" })).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "start, no such service");
        await page.GetByRole(AriaRole.Link, new() { Name = "Parking", Exact = true }).ClickAsync();
        await Expect(page.GetByText("You come from the page /parking")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_form_is_said_at_once()
    {
        var page = await OpenWindowAsync(javaScript: false);
        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("Your first name").FillAsync(new string('a', 101));
        await page.GetByLabel("Email address or phone number").FillAsync("ottoline@example");
        await page.GetByLabel("Account or case number").FillAsync(new string('1', 101));
        await page.GetByLabel("What do you need help with?").FillAsync(new string('x', 4001));

        await page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link))
            .ToHaveTextAsync([
                "Confirm that you understand that the chat is recorded",
                "Your first name must be 100 characters or less",
                "Enter an email address, such as name@example.com, or a phone number with its area code",
                "The account or case number must be 100 characters or less",
                "Your message must be 4,000 characters or less",
            ]);
    }

    /// <summary>As it is when the policy in force has another list since the page was opened.</summary>
    [Fact]
    public async Task A_start_with_a_service_that_is_no_longer_there_gives_the_text_back()
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("/start?service=parking");
        await page.GetByLabel("What do you need help with?").FillAsync("A long story");
        await page.Locator("#message")
            .EvaluateAsync("field => (field.form.action = '/start?service=a-service-of-last-year')");

        var response = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Start chat" }).ClickAsync(),
            answer => answer.Request.Method == "POST"
        );

        Assert.Equal((int)HttpStatusCode.Conflict, response.Status);
        await Expect(page.GetByLabel("Your message that was not sent")).ToHaveValueAsync("A long story");
        await CheckAccessibilityAsync(page, "start, service gone");
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose another service" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which service is it about?" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_without_scripts_loads_itself_only_where_it_was_asked_to()
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript: false),
            "parking",
            null,
            "Hello",
            live: false
        );
        var page = resident.Page;
        var refresh = page.Locator("head meta[http-equiv=refresh]");
        await Expect(refresh).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Check for new messages every 20 seconds" }).ClickAsync();
        await Expect(refresh).ToHaveAttributeAsync("content", "20");
        await Expect(page.GetByText("what you have written but not sent is lost")).ToBeVisibleAsync();
        await CheckAccessibilityAsync(page, "resident without JavaScript, loading by itself");
        await resident.SendAsync("Still there?");
        await Expect(refresh).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop checking every 20 seconds" }).ClickAsync();
        await Expect(refresh).ToHaveCountAsync(0);

        // With scripts it is never loaded anew.
        var live = await page.Context.Browser!.NewContextAsync(
            new() { BaseURL = Stack.Gateway.ToString(), StorageState = await page.Context.StorageStateAsync() }
        );
        await using (live)
        {
            var other = await live.NewPageAsync();
            await other.GotoAsync($"{resident.Path}?refresh=20");
            await Expect(other.Locator("[data-connection]")).ToContainTextAsync("Connected");
            await Expect(other.Locator("head > meta[http-equiv=refresh]")).ToHaveCountAsync(0);
            await Expect(other.GetByText("what you have written but not sent is lost")).ToBeHiddenAsync();
        }
    }
}
