using System.Security.Claims;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>An adviser as the live state knows them.</summary>
/// <param name="Name">The full name, for colleagues.</param>
internal sealed record KnownAdviser(string Id, string Name, string[] Services, AdviserPresence Presence)
{
    /// <summary>Whether a chat of the service may be given to them by itself, if they have a place.</summary>
    public bool Takes(string service) =>
        Presence is { State: PresenceStates.Available, Automatic: true }
        && Services.Contains(service, StringComparer.Ordinal);

    public bool Speaks(string language) => Presence.Languages.Contains(language, StringComparer.Ordinal);
}

/// <summary>Advisers and how they stand to new chats; in Redis, as each of them chose last.</summary>
internal sealed class Advisers(IConnectionMultiplexer redis, LiveStore live, Whereabouts whereabouts)
{
    private static readonly RedisKey Known = "live:presence";
    private static readonly AdviserPresence AtFirst = new(
        PresenceStates.Available,
        Automatic: false,
        Capacity: 5,
        [ChatViews.DefaultLanguage]
    );

    /// <summary>What was chosen is kept over a working day, and names no longer.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    private IDatabase Database => redis.GetDatabase();

    private static RedisKey Key(string adviserId) => $"live:presence:{adviserId}";

    public async Task<AdviserPresence> PresenceAsync(string adviserId) =>
        (await FindAsync(adviserId))?.Presence ?? AtFirst;

    /// <summary>
    /// Takes over who an adviser is. What they chose is not touched, as they may be choosing at this moment; who has not
    /// chosen yet begins with <see cref="AtFirst"/>.
    /// </summary>
    public Task KnowAsync(ClaimsPrincipal adviser) => WriteAsync(adviser, AtFirst, When.NotExists);

    /// <summary>Takes over who an adviser is, and what they chose.</summary>
    public Task ChooseAsync(ClaimsPrincipal adviser, AdviserPresence chosen) =>
        WriteAsync(adviser, chosen, When.Always);

    private async Task WriteAsync(ClaimsPrincipal adviser, AdviserPresence presence, When when)
    {
        const CommandFlags Part = CommandFlags.FireAndForget;
        var id = adviser.SubjectId();
        var change = Database.CreateTransaction();
        _ = change.HashSetAsync(
            Key(id),
            [new(Field.Name, adviser.Identity?.Name ?? ""), new(Field.Services, string.Join(',', adviser.Services()))],
            Part
        );
        _ = change.HashSetAsync(Key(id), Field.State, presence.State, when, Part);
        _ = change.HashSetAsync(Key(id), Field.Automatic, presence.Automatic, when, Part);
        _ = change.HashSetAsync(Key(id), Field.Capacity, presence.Capacity, when, Part);
        _ = change.HashSetAsync(Key(id), Field.Languages, string.Join(',', presence.Languages), when, Part);
        _ = change.KeyExpireAsync(Key(id), Kept, Part);
        _ = change.SetAddAsync(Known, id, Part);
        await change.ExecuteAsync();
    }

    /// <returns>Null for somebody who never was here, or not today.</returns>
    public async Task<KnownAdviser?> FindAsync(string adviserId)
    {
        var fields = (await Database.HashGetAllAsync(Key(adviserId))).ToDictionary(
            entry => entry.Name.ToString(),
            entry => entry.Value
        );
        return fields.Count == 0
            ? null
            : new KnownAdviser(
                adviserId,
                fields[Field.Name]!,
                Parts(fields[Field.Services]),
                new AdviserPresence(
                    fields[Field.State]!,
                    (bool)fields[Field.Automatic],
                    (int)fields[Field.Capacity],
                    Parts(fields[Field.Languages])
                )
            );
    }

    /// <summary>All who are here, or were today.</summary>
    public async Task<IReadOnlyList<KnownAdviser>> AllAsync()
    {
        var all = new List<KnownAdviser>();
        foreach (var id in await Database.SetMembersAsync(Known))
        {
            if (await FindAsync(id.ToString()) is { } adviser)
            {
                all.Add(adviser);
            }
            else
            {
                await Database.SetRemoveAsync(Known, id);
            }
        }
        return all;
    }

    /// <summary>Those who are here now.</summary>
    public async Task<IReadOnlyList<KnownAdviser>> HereAsync()
    {
        var here = new List<KnownAdviser>();
        foreach (var adviser in await AllAsync())
        {
            if (await whereabouts.IsAdviserHereAsync(adviser.Id))
            {
                here.Add(adviser);
            }
        }
        return here;
    }

    /// <summary>The services for which an adviser is here who would take another chat.</summary>
    public async Task<IReadOnlySet<string>> FreeServicesAsync()
    {
        var services = new HashSet<string>(StringComparer.Ordinal);
        foreach (var adviser in await HereAsync())
        {
            if (
                adviser.Presence.State == PresenceStates.Available
                && await live.LoadAsync(adviser.Id) < adviser.Presence.Capacity
            )
            {
                services.UnionWith(adviser.Services);
            }
        }
        return services;
    }

    /// <summary>An adviser as colleagues and supervisors see them.</summary>
    public async Task<AdviserView> ViewAsync(KnownAdviser adviser) =>
        new(
            adviser.Id,
            adviser.Name,
            await whereabouts.IsAdviserHereAsync(adviser.Id) ? adviser.Presence.State : PresenceStates.Gone,
            await live.LoadAsync(adviser.Id),
            adviser.Presence.Capacity,
            adviser.Services,
            adviser.Presence.Languages
        );

    private static string[] Parts(RedisValue value) =>
        value.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static class Field
    {
        public const string Name = "name";
        public const string Services = "services";
        public const string State = "state";
        public const string Automatic = "automatic";
        public const string Capacity = "capacity";
        public const string Languages = "languages";
    }
}
