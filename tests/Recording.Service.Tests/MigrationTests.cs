using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WebchatAspire.Contracts.Record;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>A record that was begun with an earlier version of the service.</summary>
public sealed class MigrationTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chats_of_before_live_chat_had_queues_and_languages_go_on_as_they_were()
    {
        await using var record = new RecordDatabase();
        await record.InitializeAsync();
        var active = await record.ActiveChatAsync();
        var waiting = await record.WaitingChatAsync();
        var ended = await record.ActiveChatAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(ended.ChatId, Party.Resident), Ending);
        await using var context = RecordDatabase.Context(record.Owner);
        var migrator = context.GetService<IMigrator>();

        await migrator.MigrateAsync("EndedChats", Ending);
        await migrator.MigrateAsync(null, Ending);

        foreach (var (chat, advisers) in new[] { (active, 1), (waiting, 0), (ended, 1) })
        {
            var row = (await record.Chats.FindAsync(chat.ChatId, Ending))!;
            Assert.Equal((ChatMode.Live, "en", false), (row.Mode, row.Language, row.AtHead));
            Assert.Equal((row.StartedAt, false, null), (row.QueuedAt, row.Flagged, row.Outcome));
            Assert.Equal(Enumerable.Repeat(RecordDatabase.Adviser, advisers), row.AdviserIds);
        }
        var (_, end) = await record.Change.EndAsync(RecordDatabase.EndBy(active.ChatId, Party.System), Ending);
        Assert.Equal(4, end!.Seq);
    }
}
