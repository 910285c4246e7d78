using Google.Protobuf;
using Grpc.Core;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The gRPC side: who may call it, what it refuses, and what it says when PostgreSQL is away.</summary>
public sealed class LiveRecordServiceTests(RecordDatabase record)
{
    private static readonly string ChatApi = ServiceHost.ServiceToken("recording.live");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_a_client_with_the_scope_is_let_in()
    {
        await using var host = new ServiceHost(record);
        var request = new GetChatRequest { ChatId = Guid.CreateVersion7().ToBytes() };
        var staff = ServiceHost.StaffToken("s", ["adviser", "administrator"], "housing-repairs");

        Assert.Equal(StatusCode.Unauthenticated, await StatusOfAsync(host, null, request));
        Assert.Equal(StatusCode.PermissionDenied, await StatusOfAsync(host, staff, request));
        Assert.Equal(
            StatusCode.PermissionDenied,
            await StatusOfAsync(host, ServiceHost.ServiceToken("policy.decide"), request)
        );
        Assert.Equal(StatusCode.NotFound, await StatusOfAsync(host, ChatApi, request));
    }

    [Fact]
    public async Task A_chat_goes_from_start_to_end_and_its_live_window_closes()
    {
        await using var host = new ServiceHost(record);
        var live = host.LiveRecord(ChatApi);
        var start = Start();
        var chatId = start.ChatId;

        var started = await live.StartChatAsync(start, cancellationToken: Ending);
        Assert.Equal(started, await live.StartChatAsync(start, cancellationToken: Ending));
        Assert.Equal((ChatState.Waiting, "Robin"), (started.Chat.State, started.Chat.ResidentName));
        var other = new StartChatRequest(start) { Page = "/parking" };
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await live.StartChatAsync(other, cancellationToken: Ending)
        );
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal(ChatState.Waiting, (await ReadAsync()).State);
        var assign = new AssignRequest
        {
            ChatId = chatId,
            EventId = Id(),
            AdviserId = "a-1",
            AdviserName = "Sam",
        };
        Assert.Equal(3, (await live.AssignAsync(assign, cancellationToken: Ending)).Seq);
        var message = new NewEvent
        {
            ChatId = chatId,
            EventId = Id(),
            Kind = EventKind.Message,
            Party = Party.Adviser,
            PartyId = "a-1",
            Text = "Hi",
        };
        var reply = await live.AppendAsync(new AppendRequest { Events = { message } }, cancellationToken: Ending);
        Assert.Equal(4, reply.Outcomes.Single().Seq);
        var window = await ReadAsync();
        Assert.Equal(ChatState.Active, window.State);
        Assert.Equal([("", "Sam"), ("Hi", "Sam")], window.Events.Select(item => (item.Text, item.PartyName)));
        await live.EndAsync(
            new EndRequest
            {
                ChatId = chatId,
                EventId = Id(),
                Party = Party.Resident,
            },
            cancellationToken: Ending
        );

        var closed = await Assert.ThrowsAsync<RpcException>(async () =>
            await live.ReadLiveAsync(new ReadLiveRequest { ChatId = chatId }, cancellationToken: Ending)
        );
        Assert.Equal(StatusCode.FailedPrecondition, closed.StatusCode);

        async Task<ReadLiveReply> ReadAsync() =>
            await live.ReadLiveAsync(new ReadLiveRequest { ChatId = chatId, AfterSeq = 2 }, cancellationToken: Ending);
    }

    [Fact]
    public async Task Long_conversations_come_in_pages_that_a_client_can_receive()
    {
        await using var host = new ServiceHost(record);
        var live = host.LiveRecord(ChatApi);
        var start = Start();
        await live.StartChatAsync(start, cancellationToken: Ending);
        for (var i = 0; i < 2; i++)
        {
            var batch = new AppendRequest();
            batch.Events.AddRange(
                Enumerable
                    .Range(0, 300)
                    .Select(_ => new NewEvent
                    {
                        ChatId = start.ChatId,
                        EventId = Id(),
                        Kind = EventKind.Message,
                        Party = Party.Resident,
                        Text = new string('☀', 4000),
                    })
            );
            await live.AppendAsync(batch, cancellationToken: Ending);
        }

        var (after, count) = (0L, 0);
        ReadLiveReply page;
        do
        {
            page = await live.ReadLiveAsync(
                new ReadLiveRequest { ChatId = start.ChatId, AfterSeq = after },
                cancellationToken: Ending
            );
            count += page.Events.Count;
            after = page.Events[^1].Seq;
        } while (page.More);
        Assert.Equal((602, 602L), (count, after));
    }

    [Theory]
    [InlineData("text", "")]
    [InlineData("text", "a\u0000b")]
    [InlineData("service", "Housing Repairs")]
    [InlineData("page", "/pay?card=1")]
    [InlineData("reference", "abc")]
    [InlineData("secret_hash", "")]
    [InlineData("chat_id", "")]
    public async Task Bad_input_is_refused_with_its_field(string field, string value)
    {
        await using var host = new ServiceHost(record);
        var start = Start();
        switch (field)
        {
            case "text":
                start.FirstMessage = value;
                field = "first_message";
                break;
            case "service":
                start.Service = value;
                break;
            case "page":
                start.Page = value;
                break;
            case "reference":
                start.Reference = value;
                break;
            case "secret_hash":
                start.SecretHash = ByteString.Empty;
                break;
            default:
                start.ChatId = ByteString.Empty;
                break;
        }

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.LiveRecord(ChatApi).StartChatAsync(start, cancellationToken: Ending)
        );

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith($"{field}:", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_left_keeps_all_that_its_answer_needs()
    {
        await using var host = new ServiceHost(record);
        var start = Start();
        start.Mode = ChatMode.Message;
        start.Language = "cy";
        start.Contact = "robin@example.org";
        start.AccountReference = "HR 12/34";

        var chat = (await host.LiveRecord(ChatApi).StartChatAsync(start, cancellationToken: Ending)).Chat;

        Assert.Equal((ChatMode.Message, "cy"), (chat.Mode, chat.Language));
        Assert.Equal(("robin@example.org", "HR 12/34", "/housing"), (chat.Contact, chat.AccountReference, chat.Page));
        Assert.Equal((chat.StartedAt, chat.StartedAt, false), (chat.QueuedAt, chat.LastAt, chat.AtHead));
        start.Contact = "";
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.LiveRecord(ChatApi).StartChatAsync(start, cancellationToken: Ending)
        );
        Assert.StartsWith("contact:", refused.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, NewEvent> Unacceptable =>
        new()
        {
            {
                "kind",
                new() { Party = Party.Resident, Text = "Unsaid what it is" }
            },
            {
                "kind",
                new() { Kind = EventKind.Ended, Party = Party.Resident }
            },
            {
                "party",
                new()
                {
                    Kind = EventKind.Note,
                    Party = Party.Resident,
                    Text = "For advisers only",
                }
            },
            {
                "party",
                new()
                {
                    Kind = EventKind.Message,
                    Party = Party.System,
                    Text = "Not a party",
                }
            },
            {
                "party",
                new()
                {
                    Kind = EventKind.Notice,
                    Party = Party.Resident,
                    Code = "kept-open",
                }
            },
            {
                "party",
                new()
                {
                    Kind = EventKind.Monitoring,
                    Party = Party.Resident,
                    Code = "asked",
                }
            },
            {
                "party",
                new()
                {
                    Kind = EventKind.Monitoring,
                    Party = Party.System,
                    Code = "asked",
                }
            },
            {
                "code",
                new()
                {
                    Kind = EventKind.Monitoring,
                    Party = Party.System,
                    Code = "whispered",
                }
            },
            {
                "code",
                new()
                {
                    Kind = EventKind.Message,
                    Party = Party.Resident,
                    Text = "Hi",
                    Code = "caution",
                }
            },
            {
                "code",
                new()
                {
                    Kind = EventKind.Notice,
                    Party = Party.System,
                    Code = "something",
                }
            },
            {
                "code",
                new()
                {
                    Kind = EventKind.Flagged,
                    Party = Party.Resident,
                    Code = "resident",
                }
            },
            {
                "text",
                new()
                {
                    Kind = EventKind.Flagged,
                    Party = Party.Resident,
                    Code = "adviser",
                    Text = "Rude",
                }
            },
            {
                "target",
                new()
                {
                    Kind = EventKind.Notice,
                    Party = Party.System,
                    Code = "card-masked",
                    Target = "x",
                }
            },
            {
                "target",
                new()
                {
                    Kind = EventKind.Notice,
                    Party = Party.System,
                    Code = "kept-open",
                    Target = "1",
                }
            },
        };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public async Task An_event_that_its_kind_does_not_allow_is_refused_with_its_field(string field, NewEvent sent)
    {
        await using var host = new ServiceHost(record);
        var chat = await record.WaitingChatAsync();
        var request = new AppendRequest
        {
            Events =
            {
                new NewEvent(sent) { ChatId = chat.ChatId.ToBytes(), EventId = Id() },
            },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.LiveRecord(ChatApi).AppendAsync(request, cancellationToken: Ending)
        );

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith($"{field}:", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task A_chat_is_moved_and_a_message_masked_through_the_service()
    {
        await using var host = new ServiceHost(record);
        var live = host.LiveRecord(ChatApi);
        var chat = await record.ActiveChatAsync();
        var move = new MoveRequest
        {
            ChatId = chat.ChatId.ToBytes(),
            EventId = Id(),
            FromAdviserId = RecordDatabase.Adviser,
            Party = Party.System,
            Queue = new() { Service = chat.Service, AtHead = true },
        };
        var mask = new MaskRequest
        {
            ChatId = chat.ChatId.ToBytes(),
            EventId = Id(),
            MessageId = chat.FirstEventId.ToBytes(),
            Text = new string('*', chat.FirstMessage.Length),
        };

        var moved = await live.MoveAsync(move, cancellationToken: Ending);
        var notice = await live.MaskAsync(mask, cancellationToken: Ending);

        Assert.Equal((4L, EventKind.Moved, Party.System, "queue"), (moved.Seq, moved.Kind, moved.Party, moved.Code));
        Assert.Equal((5L, EventKind.Notice, "card-masked", "2"), (notice.Seq, notice.Kind, notice.Code, notice.Target));
        Assert.True((await live.GetChatAsync(new() { ChatId = move.ChatId }, cancellationToken: Ending)).AtHead);
        move.Party = Party.Resident;
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await live.MoveAsync(move, cancellationToken: Ending)
        );
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task A_text_over_the_limit_stores_nothing_of_its_batch()
    {
        await using var host = new ServiceHost(record);
        var chat = await record.WaitingChatAsync();
        NewEvent Event(string text) =>
            new()
            {
                ChatId = chat.ChatId.ToBytes(),
                EventId = Id(),
                Kind = EventKind.Message,
                Party = Party.Resident,
                Text = text,
            };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.LiveRecord(ChatApi)
                .AppendAsync(
                    new AppendRequest { Events = { Event("fine"), Event(new string('x', 4001)) } },
                    cancellationToken: Ending
                )
        );

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(2, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task Without_PostgreSQL_the_answer_is_unavailable()
    {
        await using var host = new ServiceHost(record, databaseAway: true);
        var message = new NewEvent
        {
            ChatId = Id(),
            EventId = Id(),
            Kind = EventKind.Message,
            Party = Party.Resident,
            Text = "Hello",
        };

        var away = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.LiveRecord(ChatApi)
                .AppendAsync(new AppendRequest { Events = { message } }, cancellationToken: Ending)
        );

        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
    }

    private static async Task<StatusCode> StatusOfAsync(ServiceHost host, string? token, GetChatRequest request) =>
        (
            await Assert.ThrowsAsync<RpcException>(async () =>
                await host.LiveRecord(token).GetChatAsync(request, cancellationToken: Ending)
            )
        ).StatusCode;

    private static ByteString Id() => Guid.CreateVersion7().ToBytes();

    private static StartChatRequest Start()
    {
        var chat = RecordDatabase.NewChat();
        return new StartChatRequest
        {
            ChatId = chat.ChatId.ToBytes(),
            Reference = chat.Reference,
            Service = chat.Service,
            SecretHash = ByteString.CopyFrom(chat.SecretHash),
            ResidentName = "Robin",
            NoticeVersion = chat.NoticeVersion,
            PolicyVersion = chat.PolicyVersion,
            Page = "/housing",
            FirstEventId = Id(),
            FirstMessage = "It leaks",
            Mode = ChatMode.Live,
            Language = "en",
        };
    }
}
