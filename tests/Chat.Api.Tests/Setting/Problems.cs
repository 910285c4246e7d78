using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Chat.Api.Tests.Setting;

internal static class Problems
{
    /// <summary>Posts, and expects problem details.</summary>
    public static async Task AssertAsync(
        WebSession session,
        string path,
        object body,
        int status,
        string code,
        string? field = null
    )
    {
        using var content = body is string raw
            ? new StringContent(raw, Encoding.UTF8, "application/json")
            : (HttpContent)JsonContent.Create(body);
        using var response = await session.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        await AssertAsync(response, status, code, field);
    }

    /// <returns>The problem, for its other members.</returns>
    public static async Task<JsonElement> AssertAsync(
        HttpResponseMessage response,
        int status,
        string code,
        string? field = null
    )
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        if (field is not null)
        {
            Assert.Equal(field, problem.GetProperty("field").GetString());
        }
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return problem;
    }
}
