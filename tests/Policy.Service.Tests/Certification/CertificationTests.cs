using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Certification;

/// <summary>
/// The levels Basic, Batch and Discovery of the AuthZEN certification scenario; the numbers are its sections. Search is not
/// offered: who may open which recording is not for anybody to list.
/// </summary>
public sealed class CertificationTests(CertificationScenario scenario) : IClassFixture<CertificationScenario>
{
    private const string One = "/access/v1/evaluation";
    private const string Many = "/access/v1/evaluations";

    private const string AliceReads = """
        {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}
        """;

    /// <summary>1.4 and 2.2: the eight decisions, the optional context, more properties and unknown fields.</summary>
    [Theory]
    [InlineData(AliceReads, true)]
    [InlineData(
        """{"subject":{"type":"user","id":"alice"},"action":{"name":"write"},"resource":{"type":"record","id":"record-1"}}""",
        true
    )]
    [InlineData(
        """{"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""",
        true
    )]
    [InlineData(
        """{"subject":{"type":"user","id":"bob"},"action":{"name":"write"},"resource":{"type":"record","id":"record-1"}}""",
        false
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"write"},
             "resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}
            """,
        false
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"bob","properties":{"role":"admin"}},"action":{"name":"write"},
             "resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}
            """,
        true
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"delete","properties":{"soft":true}},
             "resource":{"type":"record","id":"record-1"}}
            """,
        true
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"delete","properties":{"soft":false}},
             "resource":{"type":"record","id":"record-1"}}
            """,
        false
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},
             "context":{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}}
            """,
        true
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice","properties":{"department":"Sales","role":"manager"}},
             "action":{"name":"read","properties":{"method":"GET"}},
             "resource":{"type":"record","id":"record-1","properties":{"status":"active","owner":"bob"}}}
            """,
        true
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},
             "foo":"bar","futureField":{"nested":true}}
            """,
        true
    )]
    public async Task A_single_evaluation_is_decided(string request, bool decision)
    {
        var response = await scenario.SendAsync(One, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.Equal(decision, answer.GetProperty("decision").GetBoolean());
        Assert.Equal(JsonValueKind.Object, answer.GetProperty("context").ValueKind);
    }

    /// <summary>2.4: what is missing, mistyped, malformed or empty is 400, at both addresses.</summary>
    [Theory]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"}}""")]
    [InlineData("""{"subject":{"id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData(
        """{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"""
    )]
    [InlineData(
        """{"subject":{"type":"user","id":"alice"},"action":{},"resource":{"type":"record","id":"record-1"}}"""
    )]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record"}}""")]
    [InlineData("""{"subject":{"type":"user",""")]
    [InlineData("")]
    [InlineData("""{"subject":"alice","action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData(
        """{"subject":{"type":"user","id":"alice"},"action":{"name":123},"resource":{"type":"record","id":"record-1"}}"""
    )]
    public async Task A_request_that_is_none_is_400(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await scenario.SendRawAsync(One, body)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await scenario.SendRawAsync(Many, body)).StatusCode);
    }

    /// <summary>2.4.3.</summary>
    [Theory]
    [InlineData(One)]
    [InlineData(Many)]
    public async Task Another_media_type_is_400(string path)
    {
        var response = await scenario.SendRawAsync(path, AliceReads, mediaType: "text/plain");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>2.5.</summary>
    [Theory]
    [InlineData(One)]
    [InlineData(Many)]
    public async Task The_request_id_comes_back_and_is_not_needed(string path)
    {
        var named = await scenario.SendRawAsync(path, "{}", requestId: "bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
        var unnamed = await scenario.SendAsync(path, AliceReads);

        Assert.Equal("bfe9eb29-ab87-4ca3-be83-a1d5d8305716", named.Headers.GetValues("X-Request-ID").Single());
        Assert.Equal(HttpStatusCode.OK, unnamed.StatusCode);
    }

    /// <summary>2.6.</summary>
    [Fact]
    public async Task The_same_request_is_decided_in_the_same_way_each_time()
    {
        for (var i = 0; i < 5; i++)
        {
            var answer = await PolicyApplication.ReadAsync(await scenario.SendAsync(One, AliceReads));
            Assert.True(answer.GetProperty("decision").GetBoolean());
        }
    }

    /// <summary>3.2 and 3.4.1: order, common values, properties, and an evaluation that lacks something.</summary>
    [Theory]
    [InlineData(
        """
            {"subject":{"type":"user","id":"bob"},"resource":{"type":"record","id":"record-1"},
             "evaluations":[{"action":{"name":"read"}},{"action":{"name":"write"}}]}
            """,
        new[] { true, false }
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"write"},"evaluations":[
             {"resource":{"type":"record","id":"record-1","properties":{"status":"active"}}},
             {"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}]}
            """,
        new[] { true, false }
    )]
    [InlineData(
        """
            {"action":{"name":"write"},"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}},
             "evaluations":[{"subject":{"type":"user","id":"alice"}},
             {"subject":{"type":"user","id":"bob","properties":{"role":"admin"}}}]}
            """,
        new[] { false, true }
    )]
    [InlineData(
        """
            {"evaluations":[
             {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}},
             {"subject":{"type":"user","id":"bob"},"action":{"name":"write"},"resource":{"type":"record","id":"record-1"}}]}
            """,
        new[] { true, false }
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"write"},"resource":{"type":"record"},"evaluations":[
             {"resource":{"id":"record-1","properties":{"status":"active"}}},
             {"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}]}
            """,
        new[] { true, false }
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[
             {"resource":{"type":"record","id":"record-1"}},{}]}
            """,
        new[] { true, false }
    )]
    public async Task A_batch_is_decided_in_order(string request, bool[] decisions)
    {
        var response = await scenario.SendAsync(Many, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.False(answer.TryGetProperty("decision", out _));
        Assert.Equal(
            decisions,
            answer.GetProperty("evaluations").EnumerateArray().Select(one => one.GetProperty("decision").GetBoolean())
        );
    }

    /// <summary>3.2.1 and 3.2.6: the harness looks at the form only.</summary>
    [Theory]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"evaluations":[
             {"resource":{"type":"record","id":"record-1"}},{"resource":{"type":"record","id":"record-2"}}]}
            """
    )]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"context":{"time":"2025-06-27T18:03-07:00"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},{"resource":{"type":"record","id":"record-2"},
             "context":{"time":"2025-06-27T19:00-07:00","source":"batch-override"}}]}
            """
    )]
    public async Task A_batch_has_as_many_answers_as_questions(string request)
    {
        var response = await scenario.SendAsync(Many, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var items = (await PolicyApplication.ReadAsync(response)).GetProperty("evaluations").EnumerateArray().ToList();
        Assert.Equal(2, items.Count);
        Assert.All(
            items,
            item =>
                Assert.Contains(
                    item.GetProperty("decision").ValueKind,
                    (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]
                )
        );
    }

    /// <summary>3.4.2 and 3.4.3.</summary>
    [Theory]
    [InlineData(AliceReads)]
    [InlineData(
        """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},
             "evaluations":[]}
            """
    )]
    public async Task A_batch_without_evaluations_is_one_evaluation(string request)
    {
        var response = await scenario.SendAsync(Many, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.True(answer.GetProperty("decision").GetBoolean());
        Assert.False(answer.TryGetProperty("evaluations", out _));
    }

    /// <summary>Section 6. The scheme is the one by which the service is reached; HTTPS ends before it.</summary>
    [Fact]
    public async Task The_metadata_name_the_address_they_were_got_from_and_endpoints_that_are_there()
    {
        var response = await scenario.GetAsync("/.well-known/authzen-configuration");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var metadata = await PolicyApplication.ReadAsync(response);
        var self = new Uri(metadata.GetProperty("policy_decision_point").GetString()!);
        var asked = response.RequestMessage!.RequestUri!;
        Assert.Equal(asked.GetLeftPart(UriPartial.Authority), self.GetLeftPart(UriPartial.Authority));
        Assert.Equal(new Uri(self, One), new Uri(metadata.GetProperty("access_evaluation_endpoint").GetString()!));
        Assert.Equal(new Uri(self, Many), new Uri(metadata.GetProperty("access_evaluations_endpoint").GetString()!));
        Assert.Contains(
            "time-limit",
            metadata.GetProperty("obligations_supported").EnumerateArray().Select(one => one.GetString())
        );
        Assert.DoesNotContain(
            metadata.EnumerateObject(),
            member => member.Name.StartsWith("search_", StringComparison.Ordinal)
        );
    }
}
