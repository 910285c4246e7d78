using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Recording.Service.AccessLog;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.ServiceDefaults.Residents;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The resident's way to the access log (law 7): by the chat's secret, or by the code on its copy.</summary>
public sealed class AccessLogApiTests(RecordDatabase record) : IAsyncLifetime
{
    private DecisionPoint _policy = null!;
    private ServiceHost _host = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _policy = await DecisionPoint.StartAsync();
        _host = new ServiceHost(record, policy: _policy);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _policy.DisposeAsync();
    }

    [Fact]
    public async Task The_secret_of_the_chat_opens_its_log_and_no_other_does()
    {
        var (chat, secret) = await StartedAsync();
        var (_, another) = await StartedAsync();

        var log = await ReadAsync(await GetAsync(chat.ChatId, secret));

        Assert.Equal(chat.Reference, log.GetProperty("reference").GetString());
        var use = Assert.Single(log.GetProperty("log").GetProperty("uses").EnumerateArray());
        // Policy was asked about this chat.
        Assert.Equal($"About {chat.ChatId}", use.GetProperty("clauseText").GetString());
        foreach (
            var (id, wrong) in new[] { (chat.ChatId, another), (chat.ChatId, null), (Guid.CreateVersion7(), secret) }
        )
        {
            await AssertProblemAsync(await GetAsync(id, wrong), HttpStatusCode.NotFound, "chat-not-found");
        }
    }

    [Fact]
    public async Task The_code_on_the_copy_opens_it_without_the_secret_however_it_is_typed()
    {
        var (chat, secret) = await StartedAsync();
        var code = AccessCode.Of(secret);
        await AssertProblemAsync(
            await OpenAsync(chat.Reference, code),
            HttpStatusCode.NotFound,
            "access-log-not-found"
        );

        var copy = await ReadAsync(await _host.CopyAsync(chat.ChatId, secret, Ending));
        Assert.Equal(code, copy.GetProperty("accessCode").GetString());
        // A second copy has the same.
        Assert.Equal(
            code,
            (await ReadAsync(await _host.CopyAsync(chat.ChatId, secret, Ending))).GetProperty("accessCode").GetString()
        );

        foreach (
            var typed in new[]
            {
                code,
                code.ToLowerInvariant(),
                code.Replace("-", "", StringComparison.Ordinal),
                code.Replace('-', ' ').Replace('0', 'o').Replace('1', 'l'),
            }
        )
        {
            var log = await ReadAsync(await OpenAsync($" {chat.Reference.ToLowerInvariant()} ", typed));
            Assert.Equal(chat.Reference, log.GetProperty("reference").GetString());
        }
    }

    [Fact]
    public async Task A_code_of_another_chat_and_what_is_no_code_open_nothing()
    {
        var (chat, secret) = await StartedAsync();
        var (other, otherSecret) = await StartedAsync();
        await ReadAsync(await _host.CopyAsync(chat.ChatId, secret, Ending));
        await ReadAsync(await _host.CopyAsync(other.ChatId, otherSecret, Ending));

        foreach (
            var (reference, code) in new (string?, string?)[]
            {
                (chat.Reference, AccessCode.Of(otherSecret)),
                (other.Reference, AccessCode.Of(secret)),
                (chat.Reference, secret),
                (chat.Reference, new string('0', 1_000)),
                (chat.Reference, null),
                (null, AccessCode.Of(secret)),
                ("' or 1=1", AccessCode.Of(secret)),
            }
        )
        {
            await AssertProblemAsync(await OpenAsync(reference, code), HttpStatusCode.NotFound, "access-log-not-found");
        }
    }

    [Fact]
    public async Task Without_the_policy_it_is_not_known_and_said_so()
    {
        var (chat, secret) = await StartedAsync();
        _policy.AccessLog = DecisionPoint.Answer(500);

        await AssertProblemAsync(
            await GetAsync(chat.ChatId, secret),
            HttpStatusCode.ServiceUnavailable,
            "policy-unavailable"
        );
    }

    /// <summary>The code follows from the secret alone.</summary>
    [Property]
    public Property Each_secret_has_one_code_which_is_none_of_the_others() =>
        Prop.ForAll(
            Secrets.Two().ToArbitrary(),
            pair =>
            {
                var (one, other) = (AccessCode.Of(pair.Item1), AccessCode.Of(pair.Item2));
                Assert.Equal(one, AccessCode.Of(pair.Item1));
                Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$", one);
                Assert.Equal(pair.Item1 == pair.Item2, one == other);
                Assert.Equal(one == other, AccessCode.Hash(one)!.SequenceEqual(AccessCode.Hash(other)!));
            }
        );

    private static Gen<string> Secrets =>
        Gen.Choose(0, 255)
            .ArrayOf(32)
            .Select(bytes => Base64Url.EncodeToString([.. bytes.Select(value => (byte)value)]));

    private async Task<(NewChat Chat, string Secret)> StartedAsync()
    {
        var secret = ResidentSecret.Create();
        var chat = RecordDatabase.NewChat() with { SecretHash = ResidentSecret.Hash(secret)! };
        await record.Start.RunAsync(chat, Ending);
        return (chat, secret);
    }

    private Task<HttpResponseMessage> GetAsync(Guid chatId, string? secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{chatId}/access-log");
        if (secret is not null)
        {
            request.Headers.Add("Cookie", $"{ResidentSecret.CookieName(chatId)}={secret}");
        }
        return _host.Client().SendAsync(request, Ending);
    }

    private Task<HttpResponseMessage> OpenAsync(string? reference, string? code) =>
        _host.Client().PostAsJsonAsync("/api/access-logs", new { reference, code }, Ending);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ending);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ending);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
