using System.Net.Http.Json;
using System.Text;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class BadInputTests(ChatSetting stack)
{
    public static TheoryData<string, object?, int, string> Starts =>
        new()
        {
            { "service", "teleportation", 400, "service-unknown" },
            { "service", null, 400, "service-unknown" },
            { "name", new string('n', 101), 400, "name-too-long" },
            { "name", "two\nlines", 400, "name-control-character" },
            { "message", "", 400, "message-empty" },
            { "message", new string('m', 4001), 400, "message-too-long" },
            { "page", "/parking?ticket=1", 400, "page-invalid" },
            { "page", "https://elsewhere.example/", 400, "page-invalid" },
            { "chatId", "7", 400, "id-invalid" },
            { "messageId", Guid.Empty, 400, "id-invalid" },
            { "noticeVersion", "2013-07", 409, "notice-outdated" },
            { "noticeVersion", null, 409, "notice-outdated" },
        };

    [Theory]
    [MemberData(nameof(Starts), DisableDiscoveryEnumeration = true)]
    public async Task A_start_with_a_bad_field_is_refused_by_its_name(
        string field,
        object? value,
        int status,
        string code
    )
    {
        var body = new Dictionary<string, object?>
        {
            ["service"] = Neighbours.Repairs,
            ["message"] = "The tap drips.",
            ["noticeVersion"] = Neighbours.Notice,
            [field] = value,
        };
        using var session = new WebSession(stack.Chat.Address);
        await Problems.AssertAsync(session, "/api/chats", body, status, code, field);
    }

    [Fact]
    public async Task A_start_that_may_be_sent_twice_says_the_id_of_its_first_message()
    {
        var body = new
        {
            chatId = Guid.CreateVersion7(),
            service = Neighbours.Repairs,
            message = "The tap drips.",
            noticeVersion = Neighbours.Notice,
        };
        using var session = new WebSession(stack.Chat.Address);
        await Problems.AssertAsync(session, "/api/chats", body, 400, "id-missing", "messageId");
    }

    [Theory]
    [InlineData("{\"text\": \"\"}", 400, "id-invalid")]
    [InlineData("{\"messageId\": \"01890a5d-ac96-774b-bcce-b302099a8057\", \"text\": \"\"}", 400, "text-empty")]
    [InlineData("{\"messageId\": \"01890a5d-ac96-774b-bcce-b302099a8057\"}", 400, "text-empty")]
    [InlineData(
        "{\"messageId\": \"01890a5d-ac96-774b-bcce-b302099a8057\", \"text\": \"\\ud800\"}",
        400,
        "text-not-unicode"
    )]
    [InlineData("{\"messageId\": \"01890a5d-ac96-774b-bcce-b302099a8057\", \"text\": 7}", 400, "malformed-request")]
    [InlineData("{\"messageId\": ", 400, "malformed-request")]
    [InlineData("", 400, "malformed-request")]
    public async Task A_bad_message_is_refused_and_leaves_nothing(string json, int status, string code)
    {
        using var resident = await stack.StartChatAsync();
        await Problems.AssertAsync(resident.Session, $"/api/chats/{resident.ChatId}/messages", json, status, code);
        Assert.Equal(2, (await resident.GetAsync(TestContext.Current.CancellationToken)).LastSeq);
    }

    [Fact]
    public async Task Invalid_UTF_8_is_refused_by_the_name_of_its_field()
    {
        using var resident = await stack.StartChatAsync();
        byte[] body =
        [
            .. Encoding.ASCII.GetBytes($"{{\"messageId\": \"{Guid.NewGuid()}\", \"text\": \"a"),
            0xC3,
            0x28,
            .. "\"}"u8,
        ];
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var response = await resident.Session.Http.PostAsync(
            $"/api/chats/{resident.ChatId}/messages",
            content,
            TestContext.Current.CancellationToken
        );
        await Problems.AssertAsync(response, 400, "text-not-unicode", "text");
    }

    [Fact]
    public async Task A_body_over_the_size_limit_is_refused()
    {
        using var resident = await stack.StartChatAsync();
        var body = new { messageId = Guid.NewGuid(), text = new string('x', 40_000) };
        using var response = await resident.Session.Http.PostAsJsonAsync(
            $"/api/chats/{resident.ChatId}/messages",
            body,
            TestContext.Current.CancellationToken
        );
        var problem = await Problems.AssertAsync(response, 413, "request-too-large");
        Assert.Equal(32 * 1024, problem.GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task A_wrong_secret_a_foreign_chat_and_an_unknown_chat_get_the_same_answer()
    {
        using var resident = await stack.StartChatAsync();
        using var stranger = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        var texts = new HashSet<string>();
        foreach (
            var (session, chatId) in new[]
            {
                (stranger.Session, resident.ChatId),
                (stranger.Session, Guid.NewGuid()),
                (adviser.Session, resident.ChatId),
            }
        )
        {
            using var response = await session.Http.GetAsync(
                $"/api/chats/{chatId}",
                TestContext.Current.CancellationToken
            );
            await Problems.AssertAsync(response, 404, "chat-not-found");
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            texts.Add(System.Text.RegularExpressions.Regex.Replace(text, "\"traceId\":\"[^\"]*\"", ""));
        }
        Assert.Single(texts);

        await using var connection = await stranger.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal("chat-not-found", (await connection.JoinAsync(resident.ChatId)).Code);
        Assert.Equal("chat-not-found", (await connection.SendAsync(resident.ChatId, Guid.NewGuid(), "Hello")).Code);
    }

    [Fact]
    public async Task The_hub_lets_in_neither_strangers_nor_expired_tokens()
    {
        using var resident = await stack.StartChatAsync();
        using var nobody = new WebSession(stack.Chat.Address);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            nobody.ConnectAsync(resident.ChatId, TestContext.Current.CancellationToken)
        );

        var expired = stack.Neighbours.StaffToken("a", "Asha", "adviser", [], TimeSpan.FromMinutes(-5));
        using var late = new WebSession(stack.Chat.Address, expired);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            late.ConnectAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
        using var response = await late.Http.GetAsync("/api/queue", TestContext.Current.CancellationToken);
        await Problems.AssertAsync(response, 401, "token-invalid");
    }

    [Fact]
    public async Task An_expired_token_and_the_wrong_role_are_told_apart_from_a_chat_that_is_not_there()
    {
        using var resident = await stack.StartChatAsync();
        var expired = stack.Neighbours.StaffToken("a", "Asha", "adviser", [], TimeSpan.FromMinutes(-5));
        using var late = new WebSession(stack.Chat.Address, expired);
        using var auditor = new WebSession(
            stack.Chat.Address,
            stack.Neighbours.StaffToken("o", "Oona", "auditor", [Neighbours.Repairs])
        );
        foreach (
            var (session, path, status, code) in new[]
            {
                (late, $"/api/chats/{resident.ChatId}", 401, "token-invalid"),
                (late, $"/api/chats/{Guid.NewGuid()}", 401, "token-invalid"),
                (auditor, "/api/queue", 403, "not-permitted"),
                (auditor, "/api/nothing", 404, "not-found"),
            }
        )
        {
            using var response = await session.Http.GetAsync(path, TestContext.Current.CancellationToken);
            await Problems.AssertAsync(response, status, code);
        }
    }

    [Fact]
    public async Task A_residents_secret_opens_their_chat_whatever_token_comes_with_it()
    {
        using var resident = await stack.StartChatAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{resident.ChatId}");
        request.Headers.Authorization = new(
            "Bearer",
            stack.Neighbours.StaffToken("a", "Asha", "adviser", [], TimeSpan.FromMinutes(-5))
        );
        using var response = await resident.Session.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_frame_over_the_size_limit_ends_the_connection_and_nothing_else()
    {
        using var resident = await stack.StartChatAsync();
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.JoinAsync(resident.ChatId);
        var closed = new TaskCompletionSource<Exception?>();
        connection.Closed += closed.SetResult;

        await Assert.ThrowsAnyAsync<Exception>(() =>
            connection.SendAsync(resident.ChatId, Guid.NewGuid(), new string('x', 40_000))
        );

        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
        await using var again = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await again.JoinAsync(resident.ChatId)).Events!.Count);
        var longest = new string('\u20ac', 4000);
        Assert.True((await again.SendAsync(resident.ChatId, Guid.NewGuid(), longest)).Ok);
        Assert.Equal("text-too-long", (await again.SendAsync(resident.ChatId, Guid.NewGuid(), longest + "x")).Code);
    }
}
