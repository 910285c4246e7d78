using System.Net;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The policy is public: every version, its text and what changed, without a token.</summary>
public sealed class VersionsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Versions = "/api/policy/versions";

    [Fact]
    public async Task Everybody_sees_which_version_held_when_and_what_it_says()
    {
        var today = DateOnly.FromDateTime(application.Clock.GetUtcNow().UtcDateTime);
        await PublishAsync(PolicyTexts.Next("2027.1", today.AddDays(2)));
        await PublishAsync(PolicyTexts.Next("2027.2", today.AddDays(9)));

        var list = (await PolicyApplication.ReadAsync(await application.GetAsync(Versions, null)))
            .GetProperty("versions")
            .EnumerateArray()
            .ToList();

        Assert.Equal(
            [
                ("2027.2", $"{today.AddDays(9):O}", null, "ahead", false),
                ("2027.1", $"{today.AddDays(2):O}", $"{today.AddDays(8):O}", "ahead", false),
                ("2026.1", "2026-01-01", $"{today.AddDays(1):O}", "in-force", true),
            ],
            list.Select(one =>
                (
                    one.GetProperty("version").GetString(),
                    one.GetProperty("inForceFrom").GetString(),
                    one.GetProperty("inForceUntil").GetString(),
                    one.GetProperty("state").GetString(),
                    one.GetProperty("byDeployment").GetBoolean()
                )
            )
        );
        Assert.Equal("2026.1", list[0].GetProperty("noticeVersion").GetString());
        Assert.Equal(
            ["en", "cy", "pl", "so", "ar", "fr", "es"],
            list[0].GetProperty("noticeLanguages").EnumerateArray().Select(tag => tag.GetString())
        );

        var view = await PolicyApplication.ReadAsync(await application.GetAsync($"{Versions}/2027.1", null));
        Assert.Equal("2027.1", view.GetProperty("policy").GetProperty("version").GetString());
        Assert.Equal(list[1].GetRawText(), view.GetProperty("published").GetRawText());

        var text = await application.GetAsync($"{Versions}/2027.1/text", null);
        Assert.Equal("text/yaml", text.Content.Headers.ContentType!.MediaType);
        var yaml = await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(PolicyTexts.Next("2027.1", today.AddDays(2)), yaml);
        Assert.Equal(
            list[1].GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)))
        );

        var same = await PolicyApplication.ReadAsync(
            await application.GetAsync("/api/policy/comparison?from=2026.1&to=2027.1", null)
        );
        Assert.Empty(same.GetProperty("changes").EnumerateArray());
    }

    [Theory]
    [InlineData("/api/policy/versions/1999.1", HttpStatusCode.NotFound, "version-not-found", "version")]
    [InlineData("/api/policy/versions/1999.1/text", HttpStatusCode.NotFound, "version-not-found", "version")]
    [InlineData("/api/policy/comparison?from=2026.1", HttpStatusCode.BadRequest, "field-missing", "to")]
    [InlineData("/api/policy/comparison?to=2026.1", HttpStatusCode.BadRequest, "field-missing", "from")]
    [InlineData("/api/policy/comparison?from=2026.1&to=x", HttpStatusCode.NotFound, "version-not-found", "to")]
    [InlineData("/api/policy/comparison?from=x&to=2026.1", HttpStatusCode.NotFound, "version-not-found", "from")]
    public async Task What_was_never_published_is_not_found(
        string path,
        HttpStatusCode status,
        string code,
        string field
    )
    {
        var answer = await application.GetAsync(path, null);

        Assert.Equal(status, answer.StatusCode);
        var problem = await PolicyApplication.ReadAsync(answer);
        Assert.Equal(
            (code, field),
            (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString())
        );
    }

    private async Task PublishAsync(string text)
    {
        var proposed = await application.PostAsync(
            "/api/policy/proposals",
            new { text },
            application.Issuer.Staff("one", ["administrator"])
        );
        var id = (await PolicyApplication.ReadAsync(proposed)).GetProperty("id").GetGuid();
        var published = await application.PostAsync(
            $"/api/policy/proposals/{id}/publish",
            null,
            application.Issuer.Staff("two", ["approver"])
        );
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
    }
}
