using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Npgsql;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// What every journey needs: windows of people who do not share cookies, and the watch for what must not happen in any of
/// them: a breach of the content security policy, or a script that fails.
/// </summary>
public abstract partial class BrowserTest(StackFixture stack, Browsers browsers) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _windows = [];
    private readonly HashSet<IPage> _withoutJavaScript = [];
    private readonly List<string> _mishaps = [];

    protected StackFixture Stack { get; } = stack;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var window in _windows)
        {
            await window.DisposeAsync();
        }
        Assert.Empty(_mishaps);
        GC.SuppressFinalize(this);
    }

    /// <summary>A window of somebody who has not been here before.</summary>
    protected async Task<IPage> OpenWindowAsync(bool javaScript = true, int width = 1280, int height = 900)
    {
        var window = await browsers.Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Stack.Gateway.ToString(),
                JavaScriptEnabled = javaScript,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new ViewportSize { Width = width, Height = height },
            }
        );
        _windows.Add(window);
        window.SetDefaultTimeout((float)Browsers.Patience.TotalMilliseconds);
        var page = await window.NewPageAsync();
        if (!javaScript)
        {
            _withoutJavaScript.Add(page);
        }
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
            {
                _mishaps.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _mishaps.Add(error);
        return page;
    }

    /// <summary>A window in which a member of staff has signed in and looks at a page.</summary>
    protected async Task<IPage> OpenStaffWindowAsync(
        string userName,
        string path = "/staff",
        bool javaScript = true,
        int width = 1280,
        int height = 900
    )
    {
        var page = await OpenWindowAsync(javaScript, width, height);
        await SignInPage.SignInAsync(page, userName, path);
        return page;
    }

    /// <summary>Checks the page in its present state against WCAG 2.2 A and AA.</summary>
    /// <param name="state">Said when the check fails.</param>
    protected async Task CheckAccessibilityAsync(IPage page, string state)
    {
        if (!_withoutJavaScript.Contains(page))
        {
            await Accessibility.CheckAsync(page, state);
            return;
        }
        // The check is a script itself. It looks at the same document in a window where only the page's scripts are left out.
        var document = await page.ContentAsync();
        var twin = await OpenWindowAsync();
        await twin.RouteAsync(
            "**/*",
            route =>
                route.Request.ResourceType switch
                {
                    "document" => route.FulfillAsync(
                        new() { ContentType = "text/html; charset=utf-8", Body = document }
                    ),
                    "script" => route.AbortAsync(),
                    _ => route.ContinueAsync(),
                }
        );
        await twin.GotoAsync(page.Url);
        await Accessibility.CheckAsync(twin, state);
        await twin.CloseAsync();
    }

    /// <summary>A chat that a resident started, an adviser answered, and the resident ended.</summary>
    /// <param name="javaScript">Of the resident's window.</param>
    protected async Task<EndedChat> HoldChatAsync(string residentSays, string adviserSays, bool javaScript = true)
    {
        var resident = await ResidentChat.StartAsync(
            await OpenWindowAsync(javaScript),
            "housing-repairs",
            "Ottoline",
            residentSays,
            live: javaScript
        );
        var adviser = new AdviserDesk(await OpenStaffWindowAsync("adviser.housing", "/staff/chats"));
        await adviser.AcceptAsync(resident.Reference);
        await adviser.SendAsync(resident.Reference, adviserSays);
        if (!javaScript)
        {
            await resident.CheckForNewMessagesAsync();
        }
        await Expect(resident.Log).ToContainTextAsync(adviserSays);
        await resident.EndAsync();
        return new EndedChat(resident.Reference, resident);
    }

    /// <summary>A records officer reads an ended chat's recording under the case of a complaint.</summary>
    /// <returns>The officer's window, at the retrieval's own page.</returns>
    protected async Task<IPage> ReadAsync(EndedChat chat)
    {
        var caseReference = $"COMP-{chat.Reference}";
        var supervisor = new CaseRegister(await OpenStaffWindowAsync("supervisor.housing", "/staff/cases"));
        await supervisor.OpenComplaintAsync(caseReference, chat.Reference);
        var officer = new RecordingDesk(await OpenStaffWindowAsync("records.officer"));
        await officer.FindAsync(chat.Reference);
        await officer.AskAsync(RecordingDesk.Complaint, caseReference);
        await Expect(officer.Page.GetByText("Permitted under clause P16")).ToBeVisibleAsync();
        await Expect(officer.Page).ToHaveURLAsync(RetrievalAddress());
        return officer.Page;
    }

    /// <summary>The value of a row of a summary list, found by its key.</summary>
    protected static ILocator Fact(IPage page, string name) =>
        page.Locator(".govuk-summary-list__row")
            .Filter(
                new() { Has = page.Locator("dt", new() { HasTextRegex = new Regex($@"^\s*{Regex.Escape(name)}\s*$") }) }
            )
            .Locator("dd");

    /// <summary>
    /// A person with the role of another whom no other test knows. Chats that come and go move what stands on an adviser's
    /// desk.
    /// </summary>
    /// <param name="services">Those of the other when none are named.</param>
    /// <returns>The user name; the password is that of all demo staff.</returns>
    protected async Task<string> NewColleagueAsync(string like, params string[] services)
    {
        var name = $"colleague.{Guid.NewGuid():N}";
        await ChangeAsync(
            "identities",
            """
            insert into identity.staff
            select (jsonb_populate_record(known, jsonb_build_object(
              'id', gen_random_uuid(), 'user_name', $1::text, 'normalized_user_name', upper($1::text),
              'services', case when $3::text[] = '{}' then known.services else $3 end))).*
            from identity.staff known where user_name = $2
            """,
            name,
            like,
            services
        );
        return name;
    }

    /// <summary>Changes what no person could change by a page.</summary>
    protected async Task ChangeAsync(string database, string sql, params object[] parameters)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(await Stack.ConnectionStringAsync(database, cancellation));
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }
        Assert.Equal(1, await command.ExecuteNonQueryAsync(cancellation));
    }

    [GeneratedRegex("/staff/retrievals/[0-9a-f-]{36}$")]
    private static partial Regex RetrievalAddress();
}

/// <param name="Resident">The resident's window, at the ended chat.</param>
public sealed record EndedChat(string Reference, ResidentChat Resident);
