using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using WebchatAspire.ChatClient;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.Stack.Tests;

/// <summary>What a hostile or a broken client gets at the public address, and that nothing is lost by it.</summary>
public sealed class BadInputTests(StackFixture stack)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_message_that_cannot_be_taken_is_refused_with_its_field_and_limit_and_the_chat_goes_on()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        string[] texts = ["", "   ", new string('x', 4001), "bell \u0007", "lone \ud83d surrogate"];
        foreach (var text in texts)
        {
            using var response = await PostRawAsync(
                chat.Resident.Session,
                $"/api/chats/{chat.Id}/messages",
                $$"""{"messageId":"{{Guid.CreateVersion7()}}","text":{{Escape(text)}}}"""
            );
            await AssertProblemAsync(response, HttpStatusCode.BadRequest, field: "text");
        }
        var after = await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), "Still here.");
        Assert.True(after.Ok, after.Code);
        // Start, first message and assignment came before; the refused ones took no number.
        Assert.Equal(4, after.Seq);
    }

    [Theory(Timeout = Patience.OneTest)]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"messageId\":7}")]
    [InlineData("\"\"")]
    public async Task Malformed_JSON_is_a_bad_request_without_a_stack_trace(string body)
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var response = await PostRawAsync(chat.Resident.Session, $"/api/chats/{chat.Id}/messages", body);
        await AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Bytes_that_are_not_UTF_8_are_a_bad_request()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var json = Encoding.UTF8.GetBytes($$"""{"messageId":"{{Guid.CreateVersion7()}}","text":"?"}""");
        json[^3] = 0xFF;
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } };
        using var response = await chat.Resident.Session.Http.PostAsync(
            $"/api/chats/{chat.Id}/messages",
            content,
            Cancel
        );
        await AssertProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task An_unknown_service_is_refused_by_name()
    {
        using var session = new WebSession(stack.Gateway);
        var notice = await ResidentClient.ReadNoticeAsync(stack.Gateway, Cancel);
        using var response = await session.Http.PostAsJsonAsync(
            "/api/chats",
            new
            {
                service = "no-such-service",
                message = "Hello",
                noticeVersion = notice,
            },
            Cancel
        );
        await AssertProblemAsync(response, HttpStatusCode.BadRequest, field: "service");
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_foreign_chat_and_an_unknown_chat_are_answered_alike()
    {
        using var mine = await ResidentClient.StartAsync(
            stack.Gateway,
            Journeys.Service,
            "Mine",
            cancellationToken: Cancel
        );
        using var theirs = await ResidentClient.StartAsync(
            stack.Gateway,
            Journeys.Service,
            "Theirs",
            cancellationToken: Cancel
        );

        var foreign = await AnswerAsync(mine.Session, theirs.ChatId);
        var unknown = await AnswerAsync(mine.Session, Guid.CreateVersion7());

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(unknown, foreign);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_send_to_an_ended_chat_is_refused()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        await chat.ResidentLine.EndAsync(chat.Id);
        var refused = await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), "One more thing");
        Assert.Equal((false, "chat-ended"), (refused.Ok, refused.Code));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_frame_over_the_limit_closes_that_connection_and_nothing_else()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var line = await chat.Resident.ConnectAsync(Cancel);
        await line.JoinAsync(chat.Id);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        line.Closed += _ => closed.TrySetResult();

        await Assert.ThrowsAnyAsync<Exception>(() =>
            line.SendAsync(chat.Id, Guid.CreateVersion7(), new string('x', 40_000))
        );
        await closed.Task.WaitAsync(Cancel);

        var after = await chat.ResidentLine.SendAsync(chat.Id, Guid.CreateVersion7(), "Small again.");
        Assert.True(after.Ok, after.Code);
    }

    [Theory(Timeout = Patience.OneTest)]
    [InlineData("party-planning", HttpStatusCode.BadRequest, "unknown-purpose")]
    [InlineData("complaint", HttpStatusCode.Forbidden, "retrieval-denied")]
    public async Task A_retrieval_without_a_known_purpose_or_a_case_is_refused(
        string purpose,
        HttpStatusCode status,
        string code
    )
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var (answered, problem) = await officer.RetrieveAsync(chat.Id, null, Cancel, purpose);
        Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_closed_case_and_a_case_of_another_kind_open_nothing()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        using var supervisor = await stack.SignInAsync("supervisor.housing", Cancel);
        var other = await stack.OpenCaseAsync(chat.Reference, Cancel, kind: "safety");
        var closed = await stack.OpenCaseAsync(chat.Reference, Cancel);
        var cases = await supervisor.Session.GetAsync<JsonElement>("/api/cases?kind=complaint&state=open", Cancel);
        var id = cases
            .GetProperty("cases")
            .EnumerateArray()
            .Single(one => one.GetProperty("reference").GetString() == closed)
            .GetProperty("id")
            .GetGuid();
        using var closing = await supervisor.Session.Http.PostAsync($"/api/cases/{id}/close", null, Cancel);
        closing.EnsureSuccessStatusCode();

        var (_, ofOtherKind) = await officer.RetrieveAsync(chat.Id, other, Cancel);
        var (_, ofClosed) = await officer.RetrieveAsync(chat.Id, closed, Cancel);

        Assert.Equal("case-kind", ofOtherKind.GetProperty("reasonCode").GetString());
        Assert.Equal("case-closed", ofClosed.GetProperty("reasonCode").GetString());
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task A_token_that_is_no_good_opens_nothing()
    {
        using var session = new WebSession(stack.Gateway, "eyJhbGciOiJub25lIn0.e30.");
        using var response = await session.Http.GetAsync("/api/recordings", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string? Code, string? Detail)> AnswerAsync(
        WebSession session,
        Guid chat
    )
    {
        using var response = await session.Http.GetAsync($"/api/chats/{chat}", Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return (
            response.StatusCode,
            problem.GetProperty("code").GetString(),
            problem.GetProperty("detail").GetString()
        );
    }

    private static Task<HttpResponseMessage> PostRawAsync(WebSession session, string path, string json) =>
        session.Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancel);

    /// <summary>JSON with every character escaped, so that what is invalid reaches the server as it is.</summary>
    private static string Escape(string text) => $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"))}\"";

    private static async Task AssertProblemAsync(
        HttpResponseMessage response,
        HttpStatusCode status,
        string? field = null
    )
    {
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, body);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        if (field is not null)
        {
            using var problem = JsonDocument.Parse(body);
            Assert.Equal(field, problem.RootElement.GetProperty("field").GetString());
        }
    }
}
