using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Load;

/// <summary>What the hub answered to a call; see the messages of the chat client.</summary>
internal readonly record struct Answer(bool Ok, string? Code, long Seq, int? RetryAfter);

/// <summary>
/// A connection to the hub that costs the machine little: the protocol of SignalR (JSON) on a WebSocket, of which only
/// that is read which is measured. The generator shares its cores with what it drives, and the full client would take
/// half as much again from them.
/// </summary>
internal sealed class Line : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Action<Guid, long, string>> _viewers = new();
    private long _lastCall;
    private Task _reading = Task.CompletedTask;

    /// <summary>Connects as a browser with this session does; <paramref name="chatId"/> is the resident's chat.</summary>
    public static async Task<Line> ConnectAsync(WebSession session, Guid? chatId, CancellationToken cancellationToken)
    {
        var line = new Line();
        var address = new UriBuilder(new Uri(session.Address, "/hubs/chat"))
        {
            Query = chatId is { } id ? $"chat={id}" : "",
            Scheme = session.Address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        };
        line._socket.Options.Cookies = session.Cookies;
        line._socket.Options.SetRequestHeader("Origin", session.Origin);
        await line._socket.ConnectAsync(address.Uri, cancellationToken);
        await line.WriteAsync("""{"protocol":"json","version":1}"""u8.ToArray());
        line._reading = Task.Run(line.ReadAsync, CancellationToken.None);
        return line;
    }

    /// <summary>Calls <paramref name="viewer"/> with id, number and party of each event of a chat.</summary>
    public void View(Guid chatId, Action<Guid, long, string> viewer) => _viewers[chatId] = viewer;

    public Task<Answer> JoinAsync(Guid chatId) =>
        CallAsync(
            "Join",
            arguments =>
            {
                arguments.WriteStringValue(chatId);
                arguments.WriteNumberValue(0);
            }
        );

    public Task<Answer> SendAsync(Guid chatId, Guid messageId, string text) =>
        CallAsync(
            "Send",
            arguments =>
            {
                arguments.WriteStringValue(chatId);
                arguments.WriteStringValue(messageId);
                arguments.WriteStringValue(text);
            }
        );

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<Answer> CallAsync(string target, Action<Utf8JsonWriter> writeArguments)
    {
        var call = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[call] = answer;
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("type", 1);
            json.WriteString("invocationId", call);
            json.WriteString("target", target);
            json.WriteStartArray("arguments");
            writeArguments(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        await WriteAsync(buffer.WrittenMemory);
        return await answer.Task;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync();
        try
        {
            byte[] frame = [.. message.Span, RecordSeparator];
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads until the connection ends, and then lets every call that still waits fail.</summary>
    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * buffer.Length);
                }
                var received = await _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
                }
                filled = TakeMessages(buffer, filled + received.Count);
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or JsonException or OperationCanceledException)
        {
            foreach (var call in _calls.Values)
            {
                call.TrySetException(exception);
            }
        }
    }

    /// <returns>How much of an unfinished message is left at the buffer's beginning.</returns>
    private int TakeMessages(byte[] buffer, int filled)
    {
        var start = 0;
        while (Array.IndexOf(buffer, RecordSeparator, start, filled - start) is var end and >= 0)
        {
            Take(buffer.AsMemory(start, end - start));
            start = end + 1;
        }
        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        return filled - start;
    }

    private void Take(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        // The answer to the handshake has no type.
        if (!root.TryGetProperty("type", out var type))
        {
            return;
        }
        switch (type.GetInt32())
        {
            case 1 when root.GetProperty("target").ValueEquals("event"u8):
                var arguments = root.GetProperty("arguments");
                if (_viewers.TryGetValue(arguments[0].GetGuid(), out var view))
                {
                    var happened = arguments[1];
                    view(
                        happened.GetProperty("id").GetGuid(),
                        happened.GetProperty("seq").GetInt64(),
                        happened.GetProperty("party").GetString()!
                    );
                }
                break;
            case 3 when _calls.TryRemove(root.GetProperty("invocationId").GetString()!, out var call):
                call.TrySetResult(ToAnswer(root));
                break;
        }
    }

    private static Answer ToAnswer(JsonElement completion)
    {
        if (!completion.TryGetProperty("result", out var result))
        {
            return new Answer(false, "hub-error", 0, null);
        }
        return new Answer(
            result.GetProperty("ok").GetBoolean(),
            result.TryGetProperty("code", out var code) ? code.GetString() : null,
            result.TryGetProperty("seq", out var seq) ? seq.GetInt64() : 0,
            result.TryGetProperty("retryAfter", out var after) && after.ValueKind == JsonValueKind.Number
                ? after.GetInt32()
                : null
        );
    }
}
