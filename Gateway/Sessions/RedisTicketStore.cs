using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Keeps the tickets, tokens included, in Redis: encrypted, under an unguessable key, for as long as the session lives.
/// Losing Redis ends sessions and nothing else. Only <see cref="StoreAsync"/> begins one: a request that was under way
/// while its session was ended renews nothing.
/// </summary>
internal sealed class RedisTicketStore(
    IConnectionMultiplexer redis,
    IDataProtectionProvider protection,
    IOptions<SessionOptions> options,
    TimeProvider clock
) : ITicketStore
{
    private const string Prefix = "webchat:gateway:session:";
    private const string Generation = "webchat:gateway:generation";
    private const string KeyParameter = "webchat.session.key";
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("webchat.gateway.session");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        await SetAsync(key, ticket, When.NotExists);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => SetAsync(key, ticket, When.Exists);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        byte[]? bytes = await redis.GetDatabase().StringGetAsync(Prefix + key);
        var ticket = bytes is null
            ? null
            : TicketSerializer.Default.Deserialize(_protector.CreateProtector(key).Unprotect(bytes));
        ticket?.Properties.SetParameter(KeyParameter, key);
        return ticket;
    }

    /// <summary>The key of a ticket that came from here; it is on no other, and is not stored with it.</summary>
    public static string? KeyOf(AuthenticationTicket ticket) => ticket.Properties.GetParameter<string>(KeyParameter);

    /// <summary>Another value when Redis has lost everything: then a ticket that is missing says nothing.</summary>
    public async Task<string?> GenerationAsync()
    {
        var database = redis.GetDatabase();
        await database.StringSetAsync(Generation, Guid.NewGuid().ToString("N"), when: When.NotExists);
        return await database.StringGetAsync(Generation);
    }

    public Task RemoveAsync(string key) => redis.GetDatabase().KeyDeleteAsync(Prefix + key);

    private async Task SetAsync(string key, AuthenticationTicket ticket, When when)
    {
        var bytes = _protector.CreateProtector(key).Protect(TicketSerializer.Default.Serialize(ticket));
        var lifetime = ticket.Properties.ExpiresUtc - clock.GetUtcNow() ?? options.Value.Idle;
        await redis.GetDatabase().StringSetAsync(Prefix + key, bytes, lifetime, when);
    }
}
