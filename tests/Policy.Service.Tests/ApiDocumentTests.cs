using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>A client in another language is written from the document, so it has to be whole.</summary>
public sealed class ApiDocumentTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    [Fact]
    public async Task Every_endpoint_is_in_the_document_with_its_answers()
    {
        using var response = await application.GetAsync(ApiDocuments.Path, token: null);

        Assert.Empty(ApiDocuments.Gaps(application.Services, await PolicyApplication.ReadAsync(response)));
    }
}
