using System.Security.Cryptography;
using System.Text;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.ServiceDefaults.Keys;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

public sealed class EncryptionTests(RecordDatabase record)
{
    private static readonly Guid Chat = Guid.CreateVersion7();
    private static readonly Guid Event = Guid.CreateVersion7();

    [Fact]
    public void A_sealed_text_opens_only_unchanged_and_in_its_own_place()
    {
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var cipher = new RecordingCipher(Chat, dataKey);
        var body = cipher.Seal(SealedField.Body(Event), "The boiler is cold");

        Assert.Equal("The boiler is cold", cipher.Open(SealedField.Body(Event), body));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(SealedField.Body(Guid.CreateVersion7()), body));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(SealedField.ResidentName, body));
        var elsewhere = new RecordingCipher(Guid.CreateVersion7(), dataKey);
        Assert.ThrowsAny<CryptographicException>(() => elsewhere.Open(SealedField.Body(Event), body));
        for (var i = 0; i < body.Length; i++)
        {
            var changed = body.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => cipher.Open(SealedField.Body(Event), changed));
        }
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(SealedField.Body(Event), body.AsSpan(0, 20)));
    }

    [Fact]
    public void A_digest_is_the_same_for_the_same_event_and_another_for_any_difference()
    {
        var cipher = new RecordingCipher(Chat, RandomNumberGenerator.GetBytes(32));
        var other = new RecordingCipher(Chat, RandomNumberGenerator.GetBytes(32));

        byte[][] digests =
        [
            cipher.Digest(EventKind.Message, Party.Adviser, "ab", "c"),
            cipher.Digest(EventKind.Message, Party.Adviser, "a", "bc"),
            cipher.Digest(EventKind.Message, Party.Resident, "ab", "c"),
            cipher.Digest(EventKind.Assigned, Party.Adviser, "ab", "c"),
            other.Digest(EventKind.Message, Party.Adviser, "ab", "c"),
        ];

        Assert.Equal(digests[0], cipher.Digest(EventKind.Message, Party.Adviser, "ab", "c"));
        Assert.Equal(digests.Length, digests.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void After_a_rotation_old_recordings_open_and_new_ones_take_the_new_key()
    {
        var (older, newer) = (RecordDatabase.NewKey(), RecordDatabase.NewKey());
        using var before = new DataKeys(new KeyRing(new RecordingKeyOptions { Key = older }));
        var (cipher, wrapped, keyId) = before.Create(Chat);
        var body = cipher.Seal(SealedField.Body(Event), "Old");

        using var after = new DataKeys(new KeyRing(new RecordingKeyOptions { Key = newer, PreviousKeys = [older] }));

        Assert.Equal("Old", after.Open(Chat, wrapped, keyId).Open(SealedField.Body(Event), body));
        Assert.NotEqual(keyId, after.Create(Chat).KeyId);
        using var without = new DataKeys(new KeyRing(new RecordingKeyOptions { Key = newer }));
        Assert.ThrowsAny<CryptographicException>(() => without.Open(Chat, wrapped, keyId));
        Assert.ThrowsAny<CryptographicException>(() => before.Open(Guid.CreateVersion7(), wrapped, keyId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    public void A_key_that_is_none_stops_the_service(string? key) =>
        Assert.Throws<InvalidOperationException>(() => new KeyRing(new RecordingKeyOptions { Key = key }));

    [Fact]
    public void A_protected_key_opens_only_unchanged_and_in_its_own_place()
    {
        var protector = new KeyProtector(RecordDatabase.NewKey(), "Test:Key");
        var stored = protector.Seal("the key"u8, "here"u8);

        Assert.Equal("the key"u8, protector.Open(stored, "here"u8));
        Assert.ThrowsAny<CryptographicException>(() => protector.Open(stored, "elsewhere"u8));
        Assert.ThrowsAny<CryptographicException>(() => protector.Open(stored.AsSpan(1), "here"u8));
        Assert.ThrowsAny<CryptographicException>(() => protector.Open([], "here"u8));
        stored[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => protector.Open(stored, "here"u8));
    }

    /// <summary>The older form is nonce, tag and ciphertext; its nonce may begin like the newer form's version.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(Sealing.Version)]
    [InlineData(255)]
    public void A_key_that_was_protected_in_the_older_form_still_opens(byte nonceBegins)
    {
        var key = RecordDatabase.NewKey();
        var stored = new byte[12 + 16 + 7];
        stored[0] = nonceBegins;
        using (var aes = new AesGcm(Convert.FromBase64String(key), 16))
        {
            aes.Encrypt(stored.AsSpan(0, 12), "the key"u8, stored.AsSpan(28), stored.AsSpan(12, 16), "here"u8);
        }

        Assert.Equal("the key"u8, new KeyProtector(key, "Test:Key").Open(stored, "here"u8));
    }

    [Fact]
    public async Task Neither_text_nor_names_stand_in_the_database()
    {
        var chat = await record.ActiveChatAsync();
        await using var command = record.Superuser.CreateCommand(
            """
            select string_agg(encode(x, 'hex'), '') from (
                select convert_to(c::text, 'UTF8') from record.chats c where chat_id = $1
                union all select convert_to(e::text, 'UTF8') from record.events e where chat_id = $1
            ) as rows(x)
            """
        );
        command.Parameters.AddWithValue(chat.ChatId);
        var stored = Encoding.UTF8.GetString(
            Convert.FromHexString((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)
        );

        Assert.Contains(chat.Reference, stored, StringComparison.Ordinal);
        foreach (var secret in new[] { "boiler", "Robin", "Sam Adviser" })
        {
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
                stored,
                StringComparison.Ordinal
            );
        }
    }
}
