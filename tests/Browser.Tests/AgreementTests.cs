using System.Net;
using Microsoft.Playwright;
using Npgsql;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>An adviser's own word about training use (P18).</summary>
public sealed class AgreementTests(StackFixture stack, Browsers browsers) : BrowserTest(stack, browsers)
{
    [Theory]
    [InlineData(true, "REFA-2222", "GIVA-2222")]
    [InlineData(false, "REFB-3333", "GIVB-3333")]
    public async Task An_adviser_refuses_and_takes_back_and_cannot_agree_to_what_is_not_shown(
        bool javaScript,
        string toRefuse,
        string toTakeBack
    )
    {
        var trainer = await OpenStaffWindowAsync("trainer", "/staff/agreements");
        var adviser = await OpenStaffWindowAsync("adviser.parking", "/staff/agreements", javaScript);
        await AskAsync(trainer, toRefuse);
        var (id, copy) = await AskAsync(trainer, toTakeBack);
        await adviser.ReloadAsync();
        await Expect(adviser.GetByText("A copy that cannot be shown to you cannot be agreed to")).ToBeVisibleAsync();
        await Expect(adviser.GetByRole(AriaRole.Button, new() { Name = "Agree" })).ToHaveCountAsync(0);
        await CheckAccessibilityAsync(adviser, "asked for agreements");

        await Row(adviser, toRefuse).GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(Row(adviser, toRefuse)).ToContainTextAsync("refused");

        await PostAsync(adviser, $"/api/agreements/{id}/give", copy);
        await adviser.ReloadAsync();
        await Row(adviser, toTakeBack).GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(Row(adviser, toTakeBack)).ToContainTextAsync("withdrawn");
        await Expect(Row(adviser, toTakeBack).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);

        await trainer.ReloadAsync();
        await Expect(Row(trainer, toTakeBack)).ToContainTextAsync("withdrawn");
        await Expect(Row(trainer, toRefuse).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await CheckAccessibilityAsync(trainer, "what a trainer asked for");
    }

    [Fact]
    public async Task Who_was_asked_for_nothing_is_told_so()
    {
        var adviser = await OpenStaffWindowAsync("adviser.housing2", "/staff/agreements");

        await Expect(adviser.GetByText("There is nothing to agree to yet.")).ToBeVisibleAsync();
    }

    private static ILocator Row(IPage page, string chat) =>
        page.GetByRole(AriaRole.Row).Filter(new() { HasText = chat });

    /// <summary>As the training library asks; no page can as long as there are no copies to show.</summary>
    private async Task<(Guid Id, object Copy)> AskAsync(IPage trainer, string chatReference)
    {
        var copyId = Guid.CreateVersion7();
        var copySha256 = new string('a', 64);
        var adviserId = await SubjectAsync("adviser.parking");
        var answer = await PostAsync(
            trainer,
            "/api/agreements",
            new
            {
                copyId,
                copySha256,
                chatReference,
                adviserId,
            }
        );
        var asked = await answer.JsonAsync();
        return (asked!.Value.GetProperty("id").GetGuid(), new { copyId, copySha256 });
    }

    /// <summary>By the session of a window, as a program in it would.</summary>
    private static async Task<IAPIResponse> PostAsync(IPage page, string path, object body)
    {
        var answer = await page.APIRequest.PostAsync(
            path,
            new() { DataObject = body, Headers = [new("Origin", new Uri(page.Url).GetLeftPart(UriPartial.Authority))] }
        );
        Assert.True(answer.Ok, $"{path} answered {(HttpStatusCode)answer.Status}");
        return answer;
    }

    private async Task<string> SubjectAsync(string userName)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(await Stack.ConnectionStringAsync("identities", cancellation));
        await using var command = source.CreateCommand("SELECT id::text FROM identity.staff WHERE user_name = $1");
        command.Parameters.AddWithValue(userName);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
