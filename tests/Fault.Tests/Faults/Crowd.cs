using System.Collections.Concurrent;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>Many residents, each in a chat with one of some advisers.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>Of the demo staff, those who answer chats.</summary>
    private static readonly (string UserName, string Service)[] Advisers =
    [
        ("adviser.housing", "housing-repairs"),
        ("adviser.parking", "parking"),
    ];

    private const int Desks = 20;
    private const int Starting = 8;

    private readonly Desk[] _desks = new Desk[Desks];
    private readonly ConcurrentBag<ResidentClient> _residents = [];
    private readonly ConcurrentBag<ReliableLine> _residentLines = [];
    private readonly ConcurrentBag<Conversation> _conversations = [];

    public IReadOnlyCollection<Conversation> Conversations => _conversations;

    public IEnumerable<Side> Sides => _conversations.SelectMany(conversation => conversation.Sides);

    public IEnumerable<ReliableLine> Lines => _residentLines.Concat(_desks.Select(desk => desk.Line));

    public static async Task<Crowd> GatherAsync(FaultSetting stack, int chats, CancellationToken cancellationToken)
    {
        var crowd = new Crowd();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Starting, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0,
            Desks,
            atOnce,
            async (i, cancel) =>
            {
                var (userName, service) = Advisers[i % Advisers.Length];
                crowd._desks[i] = await Desk.OpenAsync(stack, userName, service, cancel);
            }
        );
        var notice = await ResidentClient.ReadNoticeAsync(stack.Entrance, cancellationToken);
        await Parallel.ForAsync(
            0,
            chats,
            atOnce,
            async (i, cancel) => await crowd.StartAsync(stack, notice, crowd._desks[i % Desks], cancel)
        );
        foreach (var line in crowd.Lines)
        {
            line.Start();
        }
        return crowd;
    }

    private async Task StartAsync(FaultSetting stack, string notice, Desk desk, CancellationToken cancellationToken)
    {
        var resident = await ResidentClient.StartUnderAsync(
            stack.Entrance,
            notice,
            desk.Service,
            "The tap in the kitchen drips.",
            cancellationToken: cancellationToken
        );
        _residents.Add(resident);
        await desk.AcceptAsync(resident.ChatId, cancellationToken);
        var line = new ReliableLine(resident.ConnectAsync);
        _residentLines.Add(line);
        _conversations.Add(
            new Conversation(
                resident.ChatId,
                new Side(Party.Resident, line, line.Take(resident.ChatId)),
                new Side(Party.Adviser, desk.Line, desk.Line.Take(resident.ChatId))
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_residentLines.Select(line => line.DisposeAsync().AsTask()));
        foreach (var resident in _residents)
        {
            resident.Dispose();
        }
        foreach (var desk in _desks)
        {
            await desk.DisposeAsync();
        }
    }
}
