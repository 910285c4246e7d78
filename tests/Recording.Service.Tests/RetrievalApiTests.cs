using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Residents;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The HTTP side while no policy decision point answers: nothing is opened (law 3). The rest is for the stack's tests.</summary>
public sealed class RetrievalApiTests(RecordDatabase record) : IAsyncDisposable
{
    private static readonly string Officer = ServiceHost.StaffToken("officer-1", ["records-officer"]);

    private readonly ServiceHost _host = new(record);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/api/recordings")]
    [InlineData("/api/retrievals/0198c1a2-0000-7000-8000-000000000001")]
    [InlineData("/api/retrievals/0198c1a2-0000-7000-8000-000000000001/transcript")]
    public async Task Without_a_token_or_with_an_expired_one_nothing_is_shown(string path)
    {
        await AssertProblemAsync(
            await _host.Client().GetAsync(path, Ending),
            HttpStatusCode.Unauthorized,
            "token-invalid"
        );
        await AssertProblemAsync(
            await _host.Client(ServiceHost.ExpiredToken()).GetAsync(path, Ending),
            HttpStatusCode.Unauthorized,
            "token-invalid"
        );
    }

    [Fact]
    public async Task Without_policy_a_retrieval_is_refused_as_unavailable_and_leaves_nothing()
    {
        var chat = await record.ActiveChatAsync();

        var response = await _host
            .Client(Officer)
            .PostAsJsonAsync(
                $"/api/recordings/{chat.ChatId}/retrievals",
                new
                {
                    purpose = "complaint",
                    caseReference = "C-1",
                    justification = "The resident complained",
                },
                Ending
            );

        await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "policy-unavailable");
        await using var count = record.Superuser.CreateCommand(
            "select count(*) from record.retrievals where chat_id = $1"
        );
        count.Parameters.AddWithValue(chat.ChatId);
        Assert.Equal(0L, await count.ExecuteScalarAsync(Ending));
    }

    [Fact]
    public async Task An_unknown_recording_and_malformed_requests_are_told_apart()
    {
        var client = _host.Client(Officer);
        var unknown = $"/api/recordings/{Guid.CreateVersion7()}/retrievals";
        var fine = new { purpose = "complaint", justification = "The resident complained" };

        await AssertProblemAsync(
            await client.PostAsJsonAsync(unknown, fine, Ending),
            HttpStatusCode.NotFound,
            "recording-not-found"
        );
        await AssertProblemAsync(
            await client.PostAsJsonAsync(unknown, new { purpose = "complaint", justification = "short" }, Ending),
            HttpStatusCode.BadRequest,
            "justification-length"
        );
        using var broken = new StringContent("{\"purpose\":", null, "application/json");
        await AssertProblemAsync(
            await client.PostAsync(unknown, broken, Ending),
            HttpStatusCode.BadRequest,
            "malformed-request"
        );
    }

    [Fact]
    public async Task A_residents_copy_needs_the_secret_and_then_the_policy()
    {
        var secret = ResidentSecret.Create();
        var chat = RecordDatabase.NewChat() with { SecretHash = ResidentSecret.Hash(secret)! };
        await record.Start.RunAsync(chat, Ending);

        var wrong = await _host.CopyAsync(chat.ChatId, ResidentSecret.Create(), Ending);
        var none = await _host.CopyAsync(chat.ChatId, null, Ending);
        var unknown = await _host.CopyAsync(Guid.CreateVersion7(), secret, Ending);

        var body = await wrong.Content.ReadAsStringAsync(Ending);
        foreach (var response in new[] { wrong, none, unknown })
        {
            await AssertProblemAsync(response, HttpStatusCode.NotFound, "chat-not-found");
            Assert.Equal(WithoutTrace(body), WithoutTrace(await response.Content.ReadAsStringAsync(Ending)));
        }
        var right = await _host.CopyAsync(chat.ChatId, secret, Ending);
        await AssertProblemAsync(right, HttpStatusCode.ServiceUnavailable, "policy-unavailable");
        Assert.DoesNotContain("boiler", await right.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ones_own_permitted_retrieval_is_found_by_nobody_else_and_not_read_without_the_ledger()
    {
        var chat = await record.ActiveChatAsync();
        var retrieval = await record.RetrievalAsync(chat.ChatId, "officer-1", TimeSpan.FromMinutes(5));
        var other = _host.Client(ServiceHost.StaffToken("officer-2", ["records-officer"]));
        var own = _host.Client(Officer);

        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync($"/api/retrievals/{retrieval}", Ending)).StatusCode);
        foreach (var path in new[] { "", "/transcript" })
        {
            await AssertProblemAsync(
                await other.GetAsync($"/api/retrievals/{retrieval}{path}", Ending),
                HttpStatusCode.NotFound,
                "retrieval-not-found"
            );
        }
        var transcript = await own.GetAsync($"/api/retrievals/{retrieval}/transcript", Ending);
        await AssertProblemAsync(transcript, HttpStatusCode.ServiceUnavailable, "policy-unavailable");
        Assert.True(transcript.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_permit_that_has_ended_opens_nothing()
    {
        var chat = await record.ActiveChatAsync();
        var retrieval = await record.RetrievalAsync(chat.ChatId, "officer-1", TimeSpan.FromMinutes(-1));

        await AssertProblemAsync(
            await _host.Client(Officer).GetAsync($"/api/retrievals/{retrieval}/transcript", Ending),
            HttpStatusCode.Forbidden,
            "permit-ended"
        );
    }

    [Fact]
    public async Task Recordings_are_listed_page_by_page_without_a_double_or_a_gap()
    {
        var service = "parking-permits";
        var chats = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            chats.Add((await record.ActiveChatAsync(service)).ChatId);
        }
        var (seen, after) = (new List<Guid>(), "");
        do
        {
            var page = await _host
                .Client(Officer)
                .GetFromJsonAsync<JsonElement>($"/api/recordings?service={service}&limit=3&after={after}", Ending);
            seen.AddRange(
                page.GetProperty("recordings").EnumerateArray().Select(item => item.GetProperty("chatId").GetGuid())
            );
            after = page.GetProperty("next").GetString();
        } while (after is not null);

        chats.Reverse();
        Assert.Equal(chats, seen);
    }

    [Fact]
    public async Task Finding_is_by_metadata_and_by_role()
    {
        var chat = await record.ActiveChatAsync("leaseholders");
        var path = $"/api/recordings?reference=%20{chat.Reference.ToLowerInvariant()}%20&service=leaseholders";
        async Task<JsonElement> FindAsync(string token) =>
            (await _host.Client(token).GetFromJsonAsync<JsonElement>(path, Ending)).GetProperty("recordings");

        var found = Assert.Single((await FindAsync(Officer)).EnumerateArray());
        Assert.Equal(
            ("active", "Sam Adviser", 1),
            (
                found.GetProperty("state").GetString(),
                found.GetProperty("adviserName").GetString(),
                found.GetProperty("messageCount").GetInt32()
            )
        );
        Assert.Equal(
            1,
            (await FindAsync(ServiceHost.StaffToken("s", ["supervisor"], "leaseholders"))).GetArrayLength()
        );
        Assert.Equal(0, (await FindAsync(ServiceHost.StaffToken("s", ["supervisor"], "parking"))).GetArrayLength());
        foreach (var role in new[] { "adviser", "auditor", "administrator", "analyst", "trainer", "approver" })
        {
            var response = await _host
                .Client(ServiceHost.StaffToken("s", [role], "leaseholders"))
                .GetAsync(path, Ending);
            await AssertProblemAsync(response, HttpStatusCode.Forbidden, "not-permitted");
        }
    }

    [Fact]
    public async Task Flagged_recordings_and_outcomes_are_found_by_supervisors_of_their_service()
    {
        var service = "major-works";
        var flagged = await record.ActiveChatAsync(service);
        var other = await record.ActiveChatAsync(service);
        await record.Appending.RunAsync([RecordDatabase.Flag(flagged.ChatId, Party.Resident)], Ending);
        await record.Change.EndAsync(
            RecordDatabase.EndBy(other.ChatId, Party.System) with
            {
                Code = "abandoned",
            },
            Ending
        );
        async Task<Guid[]> FindAsync(string query, string ofService = "major-works")
        {
            var token = ServiceHost.StaffToken("s", ["supervisor"], ofService);
            var found = await _host.Client(token).GetFromJsonAsync<JsonElement>($"/api/recordings?{query}", Ending);
            return
            [
                .. found
                    .GetProperty("recordings")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("chatId").GetGuid()),
            ];
        }

        Assert.Equal([flagged.ChatId], await FindAsync("flagged=true"));
        Assert.Equal([other.ChatId], await FindAsync("flagged=false"));
        Assert.Equal([other.ChatId], await FindAsync("outcome=abandoned"));
        Assert.Empty(await FindAsync("flagged=true&outcome=abandoned"));
        Assert.Empty(await FindAsync("flagged=true&service=major-works", "parking"));
    }

    [Theory]
    [InlineData("flagged=perhaps", "flagged")]
    [InlineData("outcome=Not%20a%20code", "outcome")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("after=nonsense", "after")]
    [InlineData("reference=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "reference")]
    [InlineData("reference=%00", "reference")]
    [InlineData("reference=7KQ2%00M4XD", "reference")]
    [InlineData("reference=7KQ2M4XD", "reference")]
    [InlineData("service=%00", "service")]
    [InlineData("service=housing%07repairs", "service")]
    [InlineData("service=%ED%A0%80", "service")]
    public async Task A_search_that_cannot_be_taken_names_its_field(string query, string field)
    {
        var response = await _host.Client(Officer).GetAsync($"/api/recordings?{query}", Ending);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ending);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ending);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    private static string WithoutTrace(string problem) => problem.Split("\"traceId\"")[0];
}
