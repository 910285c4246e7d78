using System.Net;
using System.Text;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Requests that are no questions: they get a problem that names the field, and no decision.</summary>
public sealed class EvaluationInputTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);

    [Theory]
    [InlineData("a\0b")]
    [InlineData("CMP 1")]
    [InlineData("")]
    [InlineData("CMP/0000000000000000000000000000000000000")]
    public async Task A_malformed_case_reference_is_told_and_is_no_outage(string reference)
    {
        var before = await SizeAsync();

        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-1111", reference),
            OfficerToken
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await PolicyApplication.ReadAsync(response);
        Assert.Equal(
            ("context.case_reference", 40),
            (problem.GetProperty("field").GetString(), problem.GetProperty("limit").GetInt32())
        );
        Assert.Equal(before, await SizeAsync());
    }

    [Theory]
    [InlineData(
        """{"subject":{"type":"resident"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.id"
    )]
    [InlineData(
        """{"subject":{"type":"","id":"1"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.type"
    )]
    [InlineData("""{"subject":{"type":"resident","id":"1"},"resource":{"type":"recording","id":"1"}}""", "action.name")]
    [InlineData(
        """{"subject":{"type":"resident","id":"1"},"action":{},"resource":{"type":"recording","id":"1"}}""",
        "action.name"
    )]
    [InlineData("""{"subject":{"type":"resident","id":"1"},"action":{"name":"retrieve"}}""", "resource.type")]
    [InlineData(
        """{"subject":{"type":"resident","id":"a\u0000b"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.id"
    )]
    public async Task A_request_without_a_required_field_is_told_which(string json, string field)
    {
        var response = await SendAsync(json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"subject\":")]
    [InlineData("{\"subject\":5}")]
    [InlineData("{\"subject\":{\"type\":[],\"id\":\"1\"}}")]
    public async Task A_malformed_request_is_a_problem_and_no_decision(string json)
    {
        var response = await SendAsync(json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "malformed-request",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_request_over_the_size_limit_is_refused()
    {
        var response = await SendAsync(
            $$"""{"subject":{"type":"resident","id":"1"},"padding":"{{new string('x', 70_000)}}"}"""
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(
            "request-too-large",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
    }

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");

    private async Task<HttpResponseMessage> SendAsync(string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return await application.SendAsync(request, application.Issuer.Service(PolicyApplication.RecordingClient));
    }
}
