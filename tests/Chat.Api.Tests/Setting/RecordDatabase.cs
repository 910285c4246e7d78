using Npgsql;
using WebchatAspire.Testing;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>A database for the record, with the accounts that the stack would make.</summary>
internal sealed class RecordDatabase
{
    private const string Password = "for-tests-only";

    private readonly string _superuser;

    private RecordDatabase(string superuser) => _superuser = superuser;

    public static async Task<RecordDatabase> CreateAsync()
    {
        var superuser = await Stores.NewDatabaseAsync("recordings");
        await using var source = NpgsqlDataSource.Create(superuser);
        await using var command = source.CreateCommand(
            $"""
            create role recordings_owner login password '{Password}';
            create role recordings_append login password '{Password}';
            create role recordings_read login password '{Password}';
            do $$ begin
                execute format('alter database %I owner to recordings_owner', current_database());
                execute format('grant connect on database %I to recordings_append, recordings_read', current_database());
            end $$
            """
        );
        await command.ExecuteNonQueryAsync();
        return new RecordDatabase(superuser);
    }

    /// <summary>The connection string of one account.</summary>
    public string As(string role) =>
        new NpgsqlConnectionStringBuilder(_superuser) { Username = role, Password = Password }.ConnectionString;
}
