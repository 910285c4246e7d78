using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.ServiceDefaults.Residents;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The resident's rating: after the end, once, with the chat's secret.</summary>
public sealed class RatingTests(RecordDatabase record) : IAsyncDisposable
{
    private readonly ServiceHost _host = new(record);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_rating_is_stored_once_and_its_comment_is_sealed()
    {
        var (chat, secret) = await EndedAsync();

        var first = await _host.RateAsync(
            chat.ChatId,
            secret,
            new { score = 4, comment = " Quick and kind \r\n" },
            Ending
        );
        var second = await _host.RateAsync(chat.ChatId, secret, new { score = 1 }, Ending);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        await AssertProblemAsync(second, HttpStatusCode.Conflict, "already-rated");
        var (score, comment) = await StoredAsync(chat.ChatId);
        Assert.Equal(4, score);
        Assert.DoesNotContain("Quick", Encoding.UTF8.GetString(comment!), StringComparison.Ordinal);
        var row = await record.Chats.FindAsync(chat.ChatId, Ending);
        Assert.Equal("Quick and kind", record.Keys.Open(row!).Open(SealedField.RatingComment, comment));
    }

    [Fact]
    public async Task Of_two_ratings_at_once_one_is_stored()
    {
        var (chat, secret) = await EndedAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 4).Select(score => _host.RateAsync(chat.ChatId, secret, new { score }, Ending))
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_chat_that_goes_on_and_one_of_somebody_else_are_not_rated()
    {
        var (chat, secret) = await StartedAsync();
        var rating = new { score = 5 };

        var early = await _host.RateAsync(chat.ChatId, secret, rating, Ending);
        var stranger = await _host.RateAsync(chat.ChatId, ResidentSecret.Create(), rating, Ending);
        var unknown = await _host.RateAsync(Guid.CreateVersion7(), secret, rating, Ending);

        await AssertProblemAsync(early, HttpStatusCode.Conflict, "chat-not-ended");
        await AssertProblemAsync(stranger, HttpStatusCode.NotFound, "chat-not-found");
        await AssertProblemAsync(unknown, HttpStatusCode.NotFound, "chat-not-found");
    }

    [Theory]
    [InlineData("{}", "score")]
    [InlineData("""{"score":0}""", "score")]
    [InlineData("""{"score":6}""", "score")]
    [InlineData("""{"score":3,"comment":"a\u0000b"}""", "comment")]
    public async Task A_rating_that_cannot_be_taken_names_its_field(string json, string field)
    {
        var (chat, secret) = await EndedAsync();

        var refused = await _host.RateAsync(chat.ChatId, secret, JsonElement.Parse(json), Ending);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Ending);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_comment_has_a_limit()
    {
        var (chat, secret) = await EndedAsync();

        var refused = await _host.RateAsync(
            chat.ChatId,
            secret,
            new { score = 3, comment = new string('x', 1001) },
            Ending
        );

        await AssertProblemAsync(refused, HttpStatusCode.BadRequest, "comment-length");
    }

    private async Task<(NewChat Chat, string Secret)> StartedAsync()
    {
        var secret = ResidentSecret.Create();
        var chat = RecordDatabase.NewChat() with { SecretHash = ResidentSecret.Hash(secret)! };
        await record.Start.RunAsync(chat, Ending);
        return (chat, secret);
    }

    private async Task<(NewChat Chat, string Secret)> EndedAsync()
    {
        var (chat, secret) = await StartedAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(chat.ChatId, Party.Resident), Ending);
        return (chat, secret);
    }

    private async Task<(short Score, byte[]? Comment)> StoredAsync(Guid chatId)
    {
        await using var find = record.Superuser.CreateCommand(
            "select score, comment_cipher from record.ratings where chat_id = $1"
        );
        find.Parameters.AddWithValue(chatId);
        await using var reader = await find.ExecuteReaderAsync(Ending);
        Assert.True(await reader.ReadAsync(Ending));
        return (reader.GetInt16(0), reader.GetFieldValue<byte[]>(1));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ending);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
