using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.ServiceDefaults.Problems;
using Xunit;
using static WebchatAspire.Contracts.Record.AppendOutcome.Types;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>Law 2: every acknowledged message is in the record once, in one order.</summary>
public sealed class AppendTests(RecordDatabase record)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_many_writers_and_their_resends_stand_once_and_in_order()
    {
        var chats = new List<NewChat>();
        for (var i = 0; i < 4; i++)
        {
            chats.Add(await record.ActiveChatAsync());
        }
        const int writers = 6;
        const int batches = 15;

        async Task<List<(NewEntry Message, Outcome First, Outcome Second)>> WriteAsync(int writer)
        {
            var sent = new List<(NewEntry, Outcome, Outcome)>();
            for (var b = 0; b < batches; b++)
            {
                var batch = Enumerable
                    .Range(0, 12)
                    .Select(i =>
                        RecordDatabase.FromResident(chats[(writer + i) % chats.Count].ChatId, $"{writer} {b} {i}")
                    )
                    .ToList();
                // The same batch over two connections at once: a client that resends through another replica.
                var both = await Task.WhenAll(
                    record.Appending.RunAsync(batch, Ending),
                    record.Appending.RunAsync(batch, Ending)
                );
                sent.AddRange(batch.Select((message, i) => (message, both[0][i], both[1][i])));
            }
            return sent;
        }

        var sent = await Task.WhenAll(Enumerable.Range(0, writers).Select(WriteAsync));

        foreach (var (message, first, second) in sent.SelectMany(messages => messages))
        {
            Assert.Equal([Result.Appended, Result.Repeated], new[] { first.Result, second.Result }.Order());
            Assert.Equal((first.Seq, first.At), (second.Seq, second.At));
        }
        foreach (var chat in chats)
        {
            var stored = await record.StoredAsync(chat.ChatId);
            Assert.Equal(Enumerable.Range(1, stored.Count).Select(n => (long)n), stored.Select(row => row.Seq));
            Assert.Equal(stored.Select(row => row.At).Order(), stored.Select(row => row.At));
            var acknowledged = sent.SelectMany(messages => messages)
                .Where(item => item.Message.ChatId == chat.ChatId)
                .Select(item => (item.First.Seq, item.Message.EventId))
                .Order();
            Assert.Equal(acknowledged, stored.Skip(3).Select(row => (row.Seq, row.EventId)));
            var row = await record.Chats.FindAsync(chat.ChatId, Ending);
            Assert.Equal((stored.Count, stored.Count - 2), (row!.LastSeq, row.MessageCount));
        }
    }

    [Fact]
    public async Task A_message_that_another_replica_stores_at_the_same_moment_is_stored_once()
    {
        var chat = await record.WaitingChatAsync();
        var message = RecordDatabase.FromResident(chat.ChatId, "Once");
        await using var blocker = await record.Superuser.OpenConnectionAsync(Ending);
        await using var transaction = await blocker.BeginTransactionAsync(Ending);
        await using var hold = new NpgsqlCommand("select 1 from record.chats where chat_id = $1 for update", blocker);
        hold.Parameters.AddWithValue(chat.ChatId);
        await hold.ExecuteNonQueryAsync(Ending);

        // Both have taken their view of the events before either can store.
        var both = Enumerable.Range(0, 2).Select(_ => record.Appending.RunAsync([message], Ending)).ToArray();
        await record.UntilWaitingAsync(2);
        await transaction.CommitAsync(Ending);

        var outcomes = (await Task.WhenAll(both)).Select(outcome => outcome[0]).OrderBy(o => o.Result).ToList();
        Assert.Equal([Result.Appended, Result.Repeated], outcomes.Select(outcome => outcome.Result));
        Assert.All(outcomes, outcome => Assert.Equal(3, outcome.Seq));
        Assert.Equal(3, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task A_resend_is_answered_with_the_first_result_and_another_body_is_refused()
    {
        var chat = await record.ActiveChatAsync();
        var message = RecordDatabase.FromResident(chat.ChatId, "My tap drips");
        var first = (await record.Appending.RunAsync([message], Ending))[0];

        var outcomes = await record.Appending.RunAsync(
            [
                message,
                message with
                {
                    Text = "My tap runs",
                },
                message with
                {
                    Party = Party.Adviser,
                    PartyId = RecordDatabase.Adviser,
                },
            ],
            Ending
        );

        Assert.Equal(first with { Result = Result.Repeated }, outcomes[0]);
        Assert.Equal([Result.Conflict, Result.Conflict], outcomes[1..].Select(outcome => outcome.Result));
    }

    [Fact]
    public async Task Doubles_within_one_batch_are_told_apart_like_resends()
    {
        var chat = await record.WaitingChatAsync();
        var message = RecordDatabase.FromResident(chat.ChatId, "Hello");

        var outcomes = await record.Appending.RunAsync(
            [message, message, message with { Text = "Goodbye" }, RecordDatabase.FromResident(chat.ChatId, "Next")],
            Ending
        );

        Assert.Equal(
            [(Result.Appended, 3L), (Result.Repeated, 3L), (Result.Conflict, 3L), (Result.Appended, 4L)],
            outcomes.Select(outcome => (outcome.Result, outcome.Seq))
        );
    }

    [Fact]
    public async Task Each_message_of_a_batch_gets_its_own_answer()
    {
        var active = await record.ActiveChatAsync();
        var ended = await record.ActiveChatAsync();
        var before = RecordDatabase.FromResident(ended.ChatId, "Before the end");
        await record.Appending.RunAsync([before], Ending);
        await record.Change.EndAsync(RecordDatabase.EndBy(ended.ChatId, Party.Resident), Ending);

        var outcomes = await record.Appending.RunAsync(
            [
                RecordDatabase.FromAdviser(active.ChatId, "How can I help?"),
                RecordDatabase.FromAdviser(active.ChatId, "I am nobody here") with
                {
                    PartyId = "somebody-else",
                },
                RecordDatabase.FromResident(ended.ChatId, "Too late"),
                before,
                RecordDatabase.FromResident(Guid.CreateVersion7(), "Into the void"),
                RecordDatabase.FromResident(active.ChatId, "It leaks"),
            ],
            Ending
        );

        Assert.Equal(
            [
                Result.Appended,
                Result.NotAParticipant,
                Result.Ended,
                Result.Repeated,
                Result.NotAParticipant,
                Result.Appended,
            ],
            outcomes.Select(outcome => outcome.Result)
        );
        Assert.Equal(5, (await record.StoredAsync(active.ChatId)).Count);
        Assert.Equal(5, (await record.StoredAsync(ended.ChatId)).Count);
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_on_its_way_leaves_nothing_and_can_be_sent_again()
    {
        var one = await record.WaitingChatAsync();
        var two = await record.WaitingChatAsync();
        NewEntry[] batch =
        [
            RecordDatabase.FromResident(one.ChatId, "One"),
            RecordDatabase.FromResident(two.ChatId, "Two"),
        ];
        await using (var blocker = await record.Superuser.OpenConnectionAsync(Ending))
        await using (var transaction = await blocker.BeginTransactionAsync(Ending))
        {
            await LockAsync(blocker, two.ChatId);
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Ending);
            var running = record.Appending.RunAsync(batch, cancelled.Token);
            await record.UntilWaitingAsync(1);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        Assert.Equal(2, (await record.StoredAsync(one.ChatId)).Count);
        Assert.Equal(2, (await record.StoredAsync(two.ChatId)).Count);
        var again = await record.Appending.RunAsync(batch, Ending);
        Assert.All(again, outcome => Assert.Equal((Result.Appended, 3L), (outcome.Result, outcome.Seq)));
    }

    [Fact]
    public async Task A_batch_whose_connection_dies_leaves_nothing_and_counts_as_store_away()
    {
        var one = await record.WaitingChatAsync();
        var two = await record.WaitingChatAsync();
        NewEntry[] batch =
        [
            RecordDatabase.FromResident(one.ChatId, "One"),
            RecordDatabase.FromResident(two.ChatId, "Two"),
        ];
        await using (var blocker = await record.Superuser.OpenConnectionAsync(Ending))
        await using (var transaction = await blocker.BeginTransactionAsync(Ending))
        {
            await LockAsync(blocker, two.ChatId);
            var running = record.Appending.RunAsync(batch, Ending);
            await record.UntilWaitingAsync(1);
            await using var kill = record.Superuser.CreateCommand(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and $1 = any(pg_blocking_pids(pid))
                """
            );
            kill.Parameters.AddWithValue(blocker.ProcessID);
            await kill.ExecuteNonQueryAsync(Ending);
            var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => running);
            Assert.True(failure.IsOutage());
        }

        Assert.Equal(2, (await record.StoredAsync(one.ChatId)).Count);
        Assert.Equal(2, (await record.StoredAsync(two.ChatId)).Count);
    }

    private static async Task LockAsync(NpgsqlConnection connection, Guid chatId)
    {
        await using var hold = new NpgsqlCommand(
            "select 1 from record.chats where chat_id = $1 for update",
            connection
        );
        hold.Parameters.AddWithValue(chatId);
        await hold.ExecuteNonQueryAsync();
    }
}
