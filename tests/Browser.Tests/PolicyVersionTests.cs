using System.Text;
using Microsoft.Playwright;
using WebchatAspire.Browser.Tests.Pages;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>A new version of the policy: proposed by an administrator, published or refused by an approver.</summary>
public sealed class PolicyVersionTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    /// <summary>The versions of this test are far ahead, so that no other test meets them in force.</summary>
    [Theory]
    [InlineData(true, "2031.1", "2031-01-01")]
    [InlineData(false, "2032.1", "2032-01-01")]
    public async Task An_approver_publishes_what_an_administrator_proposed(
        bool javaScript,
        string version,
        string inForceFrom
    )
    {
        var administrator = new PolicyDesk(await OpenStaffWindowAsync("administrator", "/staff", javaScript));
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Policy", Exact = true }).First.ClickAsync();
        await CheckAccessibilityAsync(administrator.Page, "policy");
        await administrator.StartFromAsync("2026.1");
        var good = PolicyDesk.Next(await administrator.Text.InputValueAsync(), version, inForceFrom);
        var bad = good.Replace("clause: P18", "clause: P77", StringComparison.Ordinal);

        await administrator.ProposeAsync(bad);
        var error = administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "known-clause" });
        await Expect(error.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(LineOf(bad, "clause: P77"));
        await Expect(administrator.Text).ToHaveValueAsync(bad);
        await CheckAccessibilityAsync(administrator.Page, "a policy with an error");

        await administrator.ProposeAsync(good);
        await Expect(administrator.Page.GetByText("You proposed this version")).ToBeVisibleAsync();
        await Expect(administrator.Publish).ToHaveCountAsync(0);
        var proposal = new Uri(administrator.Page.Url).AbsolutePath;

        var approver = new PolicyDesk(await OpenStaffWindowAsync("approver", "/staff/policy", javaScript));
        await approver.Page.GetByRole(AriaRole.Link, new() { Name = version, Exact = true }).ClickAsync();
        Assert.Equal(proposal, new Uri(approver.Page.Url).AbsolutePath);
        await Expect(approver.Change("Minutes that a permit lasts")).ToContainTextAsync("30");
        await Expect(approver.Change("Minutes that a permit lasts")).ToContainTextAsync("20");
        await CheckAccessibilityAsync(approver.Page, "a proposal");
        await approver.Publish.ClickAsync();

        var published = approver
            .Page.Locator("[aria-labelledby=versions] tbody tr")
            .Filter(new() { HasText = version });
        await Expect(published).ToContainTextAsync("ahead");
        await Expect(published).ToContainTextAsync("by an approver");
        await CheckAccessibilityAsync(approver.Page, "policy with a version ahead");

        var resident = await OpenWindowAsync(javaScript);
        await resident.GotoAsync($"/policy/compare?from=2026.1&to={version}");
        await Expect(new PolicyDesk(resident).Change("Minutes that a permit lasts")).ToContainTextAsync("20");
        await resident.GetByText("The lines of the policy file that differ").ClickAsync();
        await Expect(resident.Locator(".council-lines__added").Filter(new() { HasText = "permit_minutes: 20" }))
            .ToBeVisibleAsync();
        await CheckAccessibilityAsync(resident, "what changed");
        await resident.GotoAsync("/privacy/versions");
        await Expect(resident.GetByRole(AriaRole.Row).Filter(new() { HasText = version }).First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true, "2033.1", "2033-01-01")]
    [InlineData(false, "2035.1", "2035-01-01")]
    public async Task A_file_is_proposed_and_refused_with_a_reason(bool javaScript, string version, string inForceFrom)
    {
        var administrator = new PolicyDesk(
            await OpenStaffWindowAsync("administrator", "/staff/policy/propose", javaScript)
        );
        await administrator.StartFromAsync("2026.1");
        var text = PolicyDesk.Next(await administrator.Text.InputValueAsync(), version, inForceFrom);
        await administrator.Text.FillAsync("");
        await administrator
            .Page.GetByLabel("A file (YAML)")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "policy.yaml",
                    MimeType = "application/yaml",
                    Buffer = Encoding.UTF8.GetBytes(text),
                }
            );
        await administrator.Send.ClickAsync();
        await Expect(administrator.Page.GetByText("You proposed this version")).ToBeVisibleAsync();

        var approver = await OpenStaffWindowAsync("approver", new Uri(administrator.Page.Url).AbsolutePath, javaScript);
        await approver.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(approver.GetByRole(AriaRole.Alert)).ToContainTextAsync("Select why you refuse it");
        await CheckAccessibilityAsync(approver, "a refusal without a reason");
        await approver.GetByLabel("The date does not suit").CheckAsync();
        await approver.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();

        var row = approver.GetByRole(AriaRole.Row).Filter(new() { HasText = version });
        await Expect(row).ToContainTextAsync("refused");
        await administrator.Page.ReloadAsync();
        await Expect(administrator.Page.GetByText("The date does not suit")).ToBeVisibleAsync();
    }

    private static string LineOf(string text, string part) =>
        $"{text[..text.IndexOf(part, StringComparison.Ordinal)].Count(letter => letter == '\n') + 1}";
}
