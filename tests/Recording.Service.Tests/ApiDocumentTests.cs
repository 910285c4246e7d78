using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>A client in another language is written from the document, so it has to be whole.</summary>
public sealed class ApiDocumentTests(RecordDatabase record) : IAsyncDisposable
{
    private readonly ServiceHost _host = new(record);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_is_in_the_document_with_its_answers()
    {
        var document = await _host
            .Client()
            .GetFromJsonAsync<JsonElement>(ApiDocuments.Path, TestContext.Current.CancellationToken);

        Assert.Empty(ApiDocuments.Gaps(_host.Services, document));
    }
}
