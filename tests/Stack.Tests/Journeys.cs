using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Testing;

namespace WebchatAspire.Stack.Tests;

/// <summary>A resident and an adviser in one chat, both connected.</summary>
internal sealed class LiveChat(
    ResidentClient resident,
    LiveConnection residentLine,
    AdviserClient adviser,
    LiveConnection adviserLine
) : IAsyncDisposable
{
    public Guid Id => resident.ChatId;
    public string Reference => resident.Reference;
    public ResidentClient Resident => resident;
    public AdviserClient Adviser => adviser;
    public LiveConnection ResidentLine => residentLine;
    public LiveConnection AdviserLine => adviserLine;

    /// <summary>What the adviser has been shown.</summary>
    public required EventLog AdviserSaw { get; init; }

    public async ValueTask DisposeAsync()
    {
        await residentLine.DisposeAsync();
        await adviserLine.DisposeAsync();
        resident.Dispose();
        adviser.Dispose();
        AdviserSaw.Dispose();
    }
}

/// <summary>The events that one viewer was sent, and a way to wait for one.</summary>
internal sealed class EventLog : IDisposable
{
    private readonly List<ChatEvent> _events = [];
    private readonly SemaphoreSlim _changed = new(0);

    public IReadOnlyList<ChatEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public void Add(ChatEvent happened)
    {
        lock (_events)
        {
            _events.Add(happened);
        }
        _changed.Release();
    }

    public void Dispose() => _changed.Dispose();

    public async Task<ChatEvent> WaitForAsync(Guid eventId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Events.FirstOrDefault(happened => happened.Id == eventId) is { } found)
            {
                return found;
            }
            await _changed.WaitAsync(cancellationToken);
        }
    }
}

/// <summary>What people do with the system, in one call each.</summary>
internal static class Journeys
{
    public const string Service = "housing-repairs";

    public static Task<AdviserClient> SignInAsync(
        this StackFixture stack,
        string userName,
        CancellationToken cancellationToken
    ) => AdviserClient.SignInAsync(stack.Gateway, userName, StackFixture.DemoPassword, cancellationToken);

    public static async Task<LiveChat> StartChatAsync(
        this StackFixture stack,
        CancellationToken cancellationToken,
        string message = "The boiler has stopped.",
        string? name = null
    )
    {
        var resident = await ResidentClient.StartAsync(stack.Gateway, Service, message, name, cancellationToken);
        var adviser = await stack.SignInAsync("adviser.housing", cancellationToken);
        await adviser.AcceptAsync(Service, resident.ChatId, cancellationToken);

        var saw = new EventLog();
        var adviserLine = await adviser.ConnectAsync(cancellationToken);
        adviserLine.Happened += (chat, happened) =>
        {
            if (chat == resident.ChatId)
            {
                saw.Add(happened);
            }
        };
        await adviserLine.JoinAsync(resident.ChatId);
        var residentLine = await resident.ConnectAsync(cancellationToken);
        await residentLine.JoinAsync(resident.ChatId);
        return new LiveChat(resident, residentLine, adviser, adviserLine) { AdviserSaw = saw };
    }

    /// <summary>
    /// Waits until chats start and cases open again: after a store has been away, each pool finds its broken connections
    /// one request at a time, and says 503 until it has.
    /// </summary>
    public static async Task ServedAgainAsync(this StackFixture stack, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var resident = await ResidentClient.StartAsync(
                    stack.Gateway,
                    Service,
                    "Are you back?",
                    cancellationToken: cancellationToken
                );
                await stack.OpenCaseAsync(resident.Reference, cancellationToken);
                return;
            }
            catch (HttpRequestException failure) when (failure.StatusCode == HttpStatusCode.ServiceUnavailable) { }
        }
    }

    /// <summary>A complaint case on the chat, opened by the supervisor.</summary>
    /// <returns>Its reference.</returns>
    public static async Task<string> OpenCaseAsync(
        this StackFixture stack,
        string chatReference,
        CancellationToken cancellationToken,
        string kind = "complaint"
    )
    {
        using var supervisor = await stack.SignInAsync("supervisor.housing", cancellationToken);
        var reference = $"C-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
        await supervisor.Session.PostAsync<JsonElement>(
            "/api/cases",
            new
            {
                kind,
                reference,
                chatReferences = (string[])[chatReference],
            },
            cancellationToken
        );
        return reference;
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> RetrieveAsync(
        this AdviserClient officer,
        Guid chatId,
        string? caseReference,
        CancellationToken cancellationToken,
        string purpose = "complaint",
        string justification = "Checking what was promised to the resident."
    )
    {
        using var response = await officer.Session.Http.PostAsJsonAsync(
            $"/api/recordings/{chatId}/retrievals",
            new
            {
                purpose,
                caseReference,
                justification,
            },
            cancellationToken
        );
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
    }

    public static async Task<(HttpStatusCode Status, string Body)> ReadAsync(
        this AdviserClient officer,
        JsonElement retrieval,
        CancellationToken cancellationToken
    )
    {
        var id = retrieval.GetProperty("retrievalId").GetGuid();
        using var response = await officer.Session.Http.GetAsync($"/api/retrievals/{id}/transcript", cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
