using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Encryption;

/// <summary>
/// The data keys of recordings in use. Unwrapped ones are kept for a while, in bounded number, as each message of a chat
/// needs its chat's.
/// </summary>
internal sealed class DataKeys(KeyRing ring) : IDisposable
{
    private const int Capacity = 20_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _ciphers = new(new MemoryCacheOptions { SizeLimit = Capacity });

    /// <summary>A new data key for a new recording; it is worth something only once the wrapped key is stored.</summary>
    public (RecordingCipher Cipher, byte[] Wrapped, string KeyId) Create(Guid chatId)
    {
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var (wrapped, keyId) = ring.Wrap(chatId, dataKey);
        return (new RecordingCipher(chatId, dataKey), wrapped, keyId);
    }

    public RecordingCipher? Known(Guid chatId) => _ciphers.Get<RecordingCipher>(chatId);

    public RecordingCipher Open(ChatRow chat) => Open(chat.ChatId, chat.DataKey, chat.KeyId);

    /// <param name="wrapped">As it is stored. The first stored one stays a recording's key for good.</param>
    /// <exception cref="CryptographicException">See <see cref="KeyRing.Unwrap"/>.</exception>
    public RecordingCipher Open(Guid chatId, byte[] wrapped, string keyId)
    {
        if (Known(chatId) is { } known)
        {
            return known;
        }
        var cipher = new RecordingCipher(chatId, ring.Unwrap(chatId, wrapped, keyId));
        return _ciphers.Set(chatId, cipher, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });
    }

    public void Dispose() => _ciphers.Dispose();
}

internal static class RecordingKeyExtensions
{
    public static void AddRecordingKeys(this IHostApplicationBuilder builder)
    {
        var options =
            builder.Configuration.GetSection(RecordingKeyOptions.Section).Get<RecordingKeyOptions>()
            ?? new RecordingKeyOptions();
        // Made here and not on first use: a service without its key does not start.
        builder.Services.AddSingleton(new KeyRing(options));
        builder.Services.AddSingleton<DataKeys>();
    }
}
