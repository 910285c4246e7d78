using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>AuthZEN 1.0 access evaluations, under the policy as it is: every one that is decided is in the ledger.</summary>
public sealed class EvaluationsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Path = "/access/v1/evaluations";

    /// <summary>p: permitted, d: denied, e: an evaluation that lacks its resource.</summary>
    [Theory]
    [InlineData(null, "pdp", "pdp")]
    [InlineData("execute_all", "dped", "dped")]
    [InlineData("deny_on_first_deny", "ppdp", "ppd")]
    [InlineData("deny_on_first_deny", "pepp", "pe")]
    [InlineData("deny_on_first_deny", "ppp", "ppp")]
    [InlineData("permit_on_first_permit", "dedpd", "dedp")]
    [InlineData("permit_on_first_permit", "dd", "dd")]
    [InlineData("execute_all", "e", "e")]
    public async Task Evaluations_are_decided_in_order_as_far_as_the_semantic_says(
        string? semantic,
        string asked,
        string answered
    )
    {
        var before = await SizeAsync();
        var body = Batch(asked.Select(Item));
        if (semantic is not null)
        {
            body["options"] = new JsonObject { ["evaluations_semantic"] = semantic, ["another_option"] = "value" };
        }

        var response = await PostAsync(body.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var items = await ItemsAsync(response);
        Assert.Equal(answered, string.Concat(items.Select(Letter)));
        var decided = items.Where(item => Letter(item) != 'e').Select(item => item.GetProperty("context")).ToList();
        Assert.Equal(before + decided.Count, await SizeAsync());
        Assert.Equal(
            Enumerable.Range(0, decided.Count).Select(i => before + i),
            decided.Select(context => context.GetProperty("ledger_index").GetInt64())
        );
        Assert.Equal(
            decided.Count,
            decided.Select(context => context.GetProperty("decision_id").GetGuid()).Distinct().Count()
        );
    }

    [Fact]
    public async Task An_evaluation_that_cannot_be_put_says_why_and_harms_no_other()
    {
        var staff = Requests.Retrieval("the-officer", Guid.NewGuid(), "AAAA-1111", null);
        JsonNode?[] items =
        [
            JsonSerializer.SerializeToNode(staff),
            JsonNode.Parse("""{"resource":{"type":"recording"}}"""),
            JsonNode.Parse("""{"subject":"alice"}"""),
            JsonNode.Parse("5"),
            null,
            JsonNode.Parse(
                """{"resource":{"type":"recording","id":"1"},"context":{"case_reference":"not a reference"}}"""
            ),
            Item('p'),
        ];

        var answered = await ItemsAsync(await PostAsync(Batch(items).ToJsonString()));

        Assert.Equal(
            [
                (401, "subject-token-invalid", null),
                (400, "field-missing", "resource.id"),
                (400, "malformed-request", "evaluations"),
                (400, "malformed-request", "evaluations"),
                (400, "malformed-request", "evaluations"),
                (400, "reference-malformed", "context.case_reference"),
            ],
            answered.SkipLast(1).Select(Error)
        );
        Assert.All(answered.SkipLast(1), item => Assert.False(item.GetProperty("decision").GetBoolean()));
        Assert.Equal('p', Letter(answered[^1]));
    }

    [Fact]
    public async Task Staff_are_subjects_by_their_own_tokens_one_for_each()
    {
        await application.OpenCaseAsync("BATCH/1", "BATC-1111");
        var chat = Guid.CreateVersion7();
        var body = new JsonObject
        {
            ["evaluations"] = new JsonArray([
                .. ((string[])["first-officer", "second-officer", "third-officer"]).Select(officer =>
                    JsonSerializer.SerializeToNode(Requests.Retrieval(officer, chat, "BATC-1111", "BATCH/1"))
                ),
            ]),
        };
        var tokens = string.Join(
            ", ",
            application.Issuer.Staff("first-officer", ["records-officer"]),
            application.Issuer.Staff("second-officer", ["adviser"]),
            application.Issuer.Forged("third-officer", ["records-officer"])
        );

        var items = await ItemsAsync(await PostAsync(body.ToJsonString(), tokens));

        Assert.Equal("pde", string.Concat(items.Select(Letter)));
        Assert.Equal("role-not-allowed", items[1].GetProperty("context").GetProperty("reason_code").GetString());
    }

    [Fact]
    public async Task What_an_evaluation_says_itself_stands_for_the_whole_member()
    {
        var body = Batch([Item('p'), JsonNode.Parse("""{"resource":{"type":"recording","id":"another"}}""")]);
        body["context"] = JsonNode.Parse("""{"purpose":"curiosity"}""");
        body["evaluations"]![0]!["context"] = Context(identified: true);

        var items = await ItemsAsync(await PostAsync(body.ToJsonString()));

        Assert.Equal("pd", string.Concat(items.Select(Letter)));
        Assert.Equal("unknown-purpose", items[1].GetProperty("context").GetProperty("reason_code").GetString());
    }

    [Fact]
    public async Task A_hundred_evaluations_are_taken_and_more_are_refused_with_the_limit()
    {
        var hundred = await PostAsync(Batch(Enumerable.Repeat('d', 100).Select(Item)).ToJsonString());
        Assert.Equal(100, (await ItemsAsync(hundred)).Count);
        var before = await SizeAsync();
        foreach (var many in (int[])[101, 1000])
        {
            var refused = await PostAsync(Batch(Enumerable.Repeat('d', many).Select(Item)).ToJsonString());

            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            var problem = await PolicyApplication.ReadAsync(refused);
            Assert.Equal(
                ("too-many-evaluations", "evaluations", 100),
                (
                    problem.GetProperty("code").GetString(),
                    problem.GetProperty("field").GetString(),
                    problem.GetProperty("limit").GetInt32()
                )
            );
        }
        Assert.Equal(before, await SizeAsync());
    }

    [Theory]
    [InlineData("""{"evaluations":{}}""", "malformed-request")]
    [InlineData("""{"evaluations":[{}],"options":[]}""", "malformed-request")]
    [InlineData("""{"evaluations":[{}],"subject":7}""", "malformed-request")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":"maybe"}}""", "semantic-unknown")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":["execute_all"]}}""", "semantic-unknown")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":null}}""", "semantic-unknown")]
    public async Task What_is_wrong_with_the_whole_is_refused_as_a_whole(string body, string code)
    {
        var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_request_over_a_megabyte_is_refused()
    {
        var response = await PostAsync($$"""{"evaluations":[{}],"padding":"{{new string('x', 1_050_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(1024 * 1024, (await PolicyApplication.ReadAsync(response)).GetProperty("limit").GetInt64());
    }

    [Fact]
    public async Task Only_an_enforcement_point_may_ask()
    {
        var anonymous = await application.PostAsync(Path, Batch([]), null);
        var staff = await application.PostAsync(Path, Batch([]), application.Issuer.Staff("x", ["records-officer"]));

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);
    }

    [Fact]
    public async Task If_one_of_them_cannot_be_committed_none_is_answered()
    {
        await application.Database.ExecuteAsync(
            """
            create function public.third() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'disk_full'; end $$;
            create trigger third before insert on policy.decisions
                for each row when (new.reason_code <> 'permitted') execute function public.third();
            """
        );
        var before = await SizeAsync();

        var response = await PostAsync(Batch("ppd".Select(Item)).ToJsonString());
        await application.Database.ExecuteAsync("drop function public.third() cascade");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(before, await SizeAsync());
    }

    /// <summary>Each item is a chat and its resident's wish for their own copy, whose identity was checked or not.</summary>
    private static JsonObject Batch(IEnumerable<JsonNode?> items) =>
        new()
        {
            ["subject"] = new JsonObject { ["type"] = "resident", ["id"] = Chat },
            ["action"] = new JsonObject { ["name"] = "retrieve" },
            ["evaluations"] = new JsonArray([.. items]),
            ["unknown"] = true,
        };

    private static readonly string Chat = Guid.CreateVersion7().ToString();

    private static JsonNode Item(char letter) =>
        letter == 'e'
            ? new JsonObject()
            : new JsonObject
            {
                ["resource"] = new JsonObject
                {
                    ["type"] = "recording",
                    ["id"] = Chat,
                    ["properties"] = JsonNode.Parse(
                        """{"reference":"ABCD-2345","service":"parking","state":"ended","adviser_id":null,"flagged":false}"""
                    ),
                },
                ["context"] = Context(letter == 'p'),
            };

    private static JsonObject Context(bool identified) =>
        new()
        {
            ["purpose"] = "subject-access",
            ["identity_checked"] = identified,
            ["obligations_understood"] = new JsonArray("time-limit"),
        };

    private static char Letter(JsonElement item) =>
        item.GetProperty("context").TryGetProperty("error", out _) ? 'e'
        : item.GetProperty("decision").GetBoolean() ? 'p'
        : 'd';

    private static (int, string?, string?) Error(JsonElement item)
    {
        var error = item.GetProperty("context").GetProperty("error");
        return (
            error.GetProperty("status").GetInt32(),
            error.GetProperty("code").GetString(),
            error.GetProperty("field").GetString()
        );
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpResponseMessage response) =>
        [.. (await PolicyApplication.ReadAsync(response)).GetProperty("evaluations").EnumerateArray()];

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");

    private async Task<HttpResponseMessage> PostAsync(string json, string? subjectToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return await application.SendAsync(
            request,
            application.Issuer.Service(PolicyApplication.RecordingClient),
            subjectToken
        );
    }
}
