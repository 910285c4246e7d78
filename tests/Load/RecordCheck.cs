using Npgsql;

namespace WebchatAspire.Load;

/// <summary>Law 2 from the record itself: every acknowledged message is there once, at the place that was acknowledged, in order.</summary>
internal static class RecordCheck
{
    public static async Task<bool> RunAsync(string database, IReadOnlyList<Pair> pairs)
    {
        var stored = await ReadAsync(database, pairs);
        int acknowledged = 0,
            missing = 0,
            twice = 0,
            misplaced = 0,
            disordered = 0,
            gaps = 0;
        foreach (var pair in pairs)
        {
            var events = stored[pair.ChatId].ToList();
            var places = events.ToLookup(row => row.EventId, row => row.Seq);
            gaps +=
                events.Select(row => row.Seq).Distinct().Count() == events.Select(row => row.Seq).DefaultIfEmpty().Max()
                    ? 0
                    : 1;
            foreach (var side in pair.Sides)
            {
                var last = 0L;
                foreach (var (id, _, seq) in side.Acknowledged.OrderBy(message => message.Order))
                {
                    acknowledged++;
                    missing += places[id].Any() ? 0 : 1;
                    twice += places[id].Count() > 1 ? 1 : 0;
                    misplaced += places[id].Contains(seq) ? 0 : 1;
                    disordered += seq > last ? 0 : 1;
                    last = seq;
                }
            }
        }
        Console.WriteLine(
            $"record        {acknowledged} acknowledged: {missing} missing, {twice} twice, {misplaced} at another place, "
                + $"{disordered} out of order, {gaps} chats with a gap"
        );
        return missing + twice + misplaced + disordered + gaps == 0;
    }

    private static async Task<ILookup<Guid, (Guid EventId, long Seq)>> ReadAsync(
        string database,
        IReadOnlyList<Pair> pairs
    )
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "select chat_id, event_id, seq from record.events where chat_id = any($1)"
        );
        command.Parameters.AddWithValue(pairs.Select(pair => pair.ChatId).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(Guid Chat, (Guid, long) Event)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetGuid(0), (reader.GetGuid(1), reader.GetInt64(2))));
        }
        return rows.ToLookup(row => row.Chat, row => row.Event);
    }
}
