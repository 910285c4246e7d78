using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Testing;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>A client in another language is written from the document, so it has to be whole.</summary>
public sealed class ApiDocumentTests(ChatSetting setting)
{
    [Fact]
    public async Task Every_endpoint_is_in_the_document_with_its_answers()
    {
        var document = await ReadAsync();

        Assert.Empty(ApiDocuments.Gaps(setting.Chat.Services, document));
    }

    [Fact]
    public async Task Text_that_is_checked_by_hand_is_described_as_text()
    {
        var document = await ReadAsync();

        var schemas = document.GetProperty("components").GetProperty("schemas");
        var types = schemas
            .GetProperty("IncomingText")
            .GetProperty("type")
            .EnumerateArray()
            .Select(type => type.GetString());
        Assert.Contains("string", types);
    }

    private async Task<JsonElement> ReadAsync()
    {
        using var client = new HttpClient { BaseAddress = setting.Chat.Address };
        return await client.GetFromJsonAsync<JsonElement>(ApiDocuments.Path, TestContext.Current.CancellationToken);
    }
}
