using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using WebchatAspire.ChatClient;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.Stack.Tests;

/// <summary>The laws of the design, each shown on the whole stack by taking away what it depends on.</summary>
public sealed class LawTests(StackFixture stack)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_1_Nothing_is_delivered_while_PostgreSQL_is_away_and_the_resend_is_delivered_once()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var message = Guid.CreateVersion7();

        await stack.StopAsync("postgres", Cancel);
        var refused = await chat.ResidentLine.SendAsync(chat.Id, message, "Is anybody there?");
        var seenMeanwhile = chat.AdviserSaw.Events.Any(happened => happened.Id == message);
        await stack.StartAsync("postgres", Cancel);

        Assert.False(refused.Ok);
        Assert.Equal("message-not-saved", refused.Code);
        Assert.False(seenMeanwhile);

        var accepted = await SendUntilSavedAsync(chat.ResidentLine, chat.Id, message, "Is anybody there?");
        var seen = await chat.AdviserSaw.WaitForAsync(message, Cancel);

        Assert.Equal(accepted.Seq, seen.Seq);
        Assert.Single(chat.AdviserSaw.Events, happened => happened.Id == message);
        Assert.Equal(
            1,
            await CountAsync("recordings", "select count(*) from record.events where event_id = $1", message)
        );
        await stack.ServedAgainAsync(Cancel);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_1_Nothing_is_stored_or_delivered_while_Redis_is_away_and_all_heals_when_it_returns_empty()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        using var waiting = await ResidentClient.StartAsync(
            stack.Gateway,
            Journeys.Service,
            "Still waiting.",
            cancellationToken: Cancel
        );
        var resync = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        chat.AdviserLine.Resync += () => resync.TrySetResult();
        var message = Guid.CreateVersion7();

        await stack.StopAsync("redis", Cancel);
        var refused = await chat.ResidentLine.SendAsync(chat.Id, message, "Hello?");
        var stored = await CountAsync("recordings", "select count(*) from record.events where event_id = $1", message);
        await stack.StartAsync("redis", Cancel);

        Assert.False(refused.Ok);
        Assert.Equal(0L, stored);
        Assert.DoesNotContain(chat.AdviserSaw.Events, happened => happened.Id == message);

        await resync.Task.WaitAsync(Cancel);
        await SendUntilSavedAsync(chat.ResidentLine, chat.Id, message, "Hello?");
        await chat.AdviserSaw.WaitForAsync(message, Cancel);
        await stack.ServedAgainAsync(Cancel);
        using var adviser = await stack.SignInAsync("adviser.housing", Cancel);
        Assert.Equal(waiting.ChatId, await adviser.AcceptAsync(Journeys.Service, waiting.ChatId, Cancel));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_2_A_connection_cut_before_the_acknowledgement_and_a_resend_leave_the_message_once_and_in_order()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var sent = new List<Guid>();
        for (var turn = 0; turn < 20; turn++)
        {
            var message = Guid.CreateVersion7();
            sent.Add(message);
            var line = await chat.Resident.ConnectAsync(Cancel);
            await line.JoinAsync(chat.Id);
            var unanswered = line.SendAsync(chat.Id, message, $"Line {turn}");
            await line.DisposeAsync();
            await unanswered.ContinueWith(_ => { }, TaskScheduler.Default);

            var acknowledged = await chat.ResidentLine.SendAsync(chat.Id, message, $"Line {turn}");

            Assert.True(acknowledged.Ok, acknowledged.Code);
        }

        var events = (await chat.ResidentLine.EventsAfterAsync(chat.Id, 0)).Events!;
        Assert.Equal(
            Enumerable.Range(1, events.Count).Select(number => (long)number),
            events.Select(happened => happened.Seq)
        );
        Assert.Equal(sent, events.Select(happened => happened.Id).Where(sent.Contains));
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_2_The_same_id_with_another_text_is_refused_and_the_first_text_stays()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var message = Guid.CreateVersion7();
        var first = await chat.ResidentLine.SendAsync(chat.Id, message, "The first text");

        var other = await chat.ResidentLine.SendAsync(chat.Id, message, "Another text");
        var again = await chat.ResidentLine.SendAsync(chat.Id, message, "The first text");

        Assert.False(other.Ok);
        Assert.Equal("message-id-conflict", other.Code);
        Assert.Equal((true, first.Seq, first.At), (again.Ok, again.Seq, again.At));
        var events = (await chat.ResidentLine.EventsAfterAsync(chat.Id, first.Seq - 1)).Events!;
        Assert.Equal("The first text", Assert.Single(events).Text);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_3_Without_the_policy_service_no_text_is_given_out_not_even_under_an_earlier_permit()
    {
        await using var chat = await stack.StartChatAsync(Cancel, "The lift is stuck again.");
        var reference = await stack.OpenCaseAsync(chat.Reference, Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var (permitted, retrieval) = await officer.RetrieveAsync(chat.Id, reference, Cancel);
        Assert.Equal(HttpStatusCode.Created, permitted);

        await stack.StopAsync("policy", Cancel);
        var (fresh, problem) = await officer.RetrieveAsync(chat.Id, reference, Cancel);
        var (earlier, text) = await officer.ReadAsync(retrieval, Cancel);
        await stack.StartAsync("policy", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fresh);
        Assert.Equal("policy-unavailable", problem.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, earlier);
        Assert.DoesNotContain("lift", text, StringComparison.Ordinal);

        var (healed, transcript) = await officer.ReadAsync(retrieval, Cancel);
        Assert.Equal(HttpStatusCode.OK, healed);
        Assert.Contains("lift", transcript, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_3_A_reading_is_in_the_ledger_before_its_text_is_given_out()
    {
        await using var chat = await stack.StartChatAsync(Cancel);
        var reference = await stack.OpenCaseAsync(chat.Reference, Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var (_, retrieval) = await officer.RetrieveAsync(chat.Id, reference, Cancel);

        var (_, body) = await officer.ReadAsync(retrieval, Cancel);

        using var transcript = JsonDocument.Parse(body);
        var decision = retrieval.GetProperty("ledgerIndex").GetInt64();
        var reading = transcript.RootElement.GetProperty("ledgerIndex").GetInt64();
        Assert.True(decision < reading);
        Assert.Equal(
            1,
            await CountAsync(
                "policies",
                "select count(*) from ledger.entries where kind = 'decision' and index = $1",
                decision
            )
        );
        Assert.Equal(
            1,
            await CountAsync(
                "policies",
                "select count(*) from ledger.entries where kind = 'read' and index = $1",
                reading
            )
        );
    }

    [Fact(Timeout = Patience.OneTest)]
    public async Task Law_7_The_resident_sees_who_looked_with_the_purpose_and_a_refusal_leaves_nothing()
    {
        await using var chat = await stack.StartChatAsync(Cancel, "The lift is stuck again.");
        var reference = await stack.OpenCaseAsync(chat.Reference, Cancel);
        using var officer = await stack.SignInAsync("records.officer", Cancel);
        var (refused, _) = await officer.RetrieveAsync(chat.Id, "C-00000000", Cancel);
        var (_, retrieval) = await officer.RetrieveAsync(chat.Id, reference, Cancel);
        var before = await AccessLogAsync(chat.Resident, Cancel);

        var (_, body) = await officer.ReadAsync(retrieval, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Empty(before.EnumerateArray());
        using var transcript = JsonDocument.Parse(body);
        var use = Assert.Single((await AccessLogAsync(chat.Resident, Cancel)).EnumerateArray());
        Assert.Equal("read", use.GetProperty("kind").GetString());
        Assert.Equal("complaint", use.GetProperty("purpose").GetString());
        Assert.Equal("P16", use.GetProperty("clause").GetString());
        Assert.Equal("records-officer", use.GetProperty("role").GetString());
        Assert.Equal(
            transcript.RootElement.GetProperty("ledgerIndex").GetInt64(),
            use.GetProperty("ledgerIndex").GetInt64()
        );
    }

    private static async Task<JsonElement> AccessLogAsync(ResidentClient resident, CancellationToken cancellationToken)
    {
        var log = await resident.Session.Http.GetFromJsonAsync<JsonElement>(
            $"/api/chats/{resident.ChatId}/access-log",
            cancellationToken
        );
        return log.GetProperty("log").GetProperty("uses");
    }

    /// <summary>A store that has just come back may still be refusing: a resend is what clients do then.</summary>
    private static async Task<HubAnswer> SendUntilSavedAsync(LiveConnection line, Guid chat, Guid message, string text)
    {
        while (true)
        {
            var reply = await line.SendAsync(chat, message, text);
            if (reply.Ok)
            {
                return reply;
            }
            Assert.Contains(reply.Code, (string[])["message-not-saved", "live-unavailable"]);
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task<long> CountAsync(string database, string sql, object parameter)
    {
        await using var source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync(database, Cancel));
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(parameter);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
