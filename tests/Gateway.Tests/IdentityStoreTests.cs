using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>What lies in the provider's database, and what the running service can do to it.</summary>
public sealed class IdentityStoreTests(Webchat webchat)
{
    [Theory]
    [InlineData("create table identity.extra (id int)")]
    [InlineData("create table public.extra (id int)")]
    [InlineData("create schema extra")]
    [InlineData("alter table identity.staff add column extra int")]
    [InlineData("drop table identity.tokens")]
    [InlineData("truncate identity.tokens")]
    [InlineData("update identity.applications set permissions = '[]'")]
    [InlineData("insert into identity.keys values (gen_random_uuid(), 'Signing', now(), '')")]
    [InlineData("delete from identity.keys")]
    [InlineData("update identity.data_protection_keys set xml = ''")]
    [InlineData("insert into identity.staff_claims (user_id) values (gen_random_uuid())")]
    [InlineData("delete from identity.staff")]
    [InlineData("create role extra")]
    [InlineData("set role identities_owner")]
    public async Task The_account_of_the_running_service_works_with_rows_only(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            IdentityDatabase.ExecuteAsync(webchat.Database.App, sql)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_restart_signs_with_the_same_key()
    {
        var before = await KeyIdsAsync(webchat.IdentityAddress);
        var (running, address) = webchat.StartIdentity();
        await using var _ = running;

        Assert.Equal(before, await KeyIdsAsync(address));
    }

    [Fact]
    public async Task Migrating_again_keeps_keys_and_people()
    {
        const string State = """
            select string_agg(id::text, ',' order by id) from (
              select id from identity.keys union all select id from identity.staff where user_name = 'auditor'
            ) as kept
            """;
        // Not the database of the others: this brings demo staff back to what they were.
        var database = await IdentityDatabase.CreateAsync();
        var settings = webchat.MigrationSettings;
        settings["ConnectionStrings:identities-owner"] = database.Owner;
        await Webchat.MigrateAsync("Development", settings);
        var before = await IdentityDatabase.ScalarAsync<string>(database.Owner, State);

        await Webchat.MigrateAsync("Development", settings);

        Assert.NotNull(before);
        Assert.Equal(before, await IdentityDatabase.ScalarAsync<string>(database.Owner, State));
    }

    [Fact]
    public async Task Keys_lie_sealed_and_another_protection_key_does_not_open_them()
    {
        var signing = await IdentityDatabase.ScalarAsync<byte[]>(
            webchat.Database.App,
            "select sealed from identity.keys where kind = 'Signing'"
        );
        using var rsa = RSA.Create();
        Assert.ThrowsAny<CryptographicException>(() => rsa.ImportPkcs8PrivateKey(signing.AsSpan(12 + 16), out _));

        var settings = webchat.MigrationSettings;
        settings["Identity:KeyProtection"] = Webchat.NewKey();
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Webchat.MigrateAsync("Development", settings));
    }

    [Fact]
    public async Task The_ring_of_data_protection_keys_lies_sealed_too()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("auditor");

        var plain = await IdentityDatabase.ScalarAsync<long>(
            webchat.Database.App,
            "select count(*) from identity.data_protection_keys where xml not like '%<sealed%'"
        );
        var all = await IdentityDatabase.ScalarAsync<long>(
            webchat.Database.App,
            "select count(*) from identity.data_protection_keys"
        );

        Assert.Equal(0, plain);
        Assert.NotEqual(0, all);
    }

    [Theory]
    [InlineData("Production", Webchat.DemoPassword)]
    [InlineData("Development", null)]
    public async Task Demo_staff_exist_only_in_development_and_with_a_password(string environment, string? password)
    {
        var database = await IdentityDatabase.CreateAsync();
        var settings = webchat.MigrationSettings;
        settings["ConnectionStrings:identities-owner"] = database.Owner;
        settings.Remove("Identity:DemoPassword");
        if (password is not null)
        {
            settings["Identity:DemoPassword"] = password;
        }

        await Webchat.MigrateAsync(environment, settings);

        Assert.Equal(
            0,
            await IdentityDatabase.ScalarAsync<long>(database.Owner, "select count(*) from identity.staff")
        );
    }

    private static async Task<IReadOnlyList<string?>> KeyIdsAsync(Uri identity)
    {
        using var client = new HttpClient();
        var keys = await client.GetFromJsonAsync<JsonElement>(
            new Uri(identity, ".well-known/jwks"),
            TestContext.Current.CancellationToken
        );
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString())];
    }
}
