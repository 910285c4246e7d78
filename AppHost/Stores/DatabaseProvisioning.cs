using Npgsql;

namespace WebchatAspire.AppHost.Stores;

/// <summary>Creates a database and the accounts that its migrations grant rights to; the same in every store mode.</summary>
public static class DatabaseProvisioning
{
    /// <summary>Repeating it changes nothing but the passwords, which become the given ones.</summary>
    /// <param name="administrator">Connection string of an account that may create roles and databases.</param>
    /// <param name="accounts">Role and password; the first role becomes the database's owner.</param>
    public static async Task CreateAsync(
        string administrator,
        string database,
        IReadOnlyList<(string Role, string Password)> accounts,
        CancellationToken cancellationToken
    )
    {
        await using var source = NpgsqlDataSource.Create(administrator);
        foreach (var (role, password) in accounts)
        {
            await CreateRoleAsync(source, role, password, cancellationToken);
        }

        var owner = Name(accounts[0].Role);
        if (!await ExistsAsync(source, "select 1 from pg_database where datname = $1", database, cancellationToken))
        {
            // Where the administrator is no superuser, it can give a database away only to a role that it is a member of.
            await ExecuteAsync(source, $"grant {owner} to current_user", cancellationToken);
            await ExecuteAsync(
                source,
                $"create database {Name(database)} owner {owner} encoding 'UTF8' template template0",
                cancellationToken
            );
        }

        // Whoever is not named here does not get in: by default PostgreSQL lets every account connect to every database.
        await ExecuteAsync(source, $"revoke all on database {Name(database)} from public", cancellationToken);
        foreach (var (role, _) in accounts)
        {
            await ExecuteAsync(
                source,
                $"grant connect on database {Name(database)} to {Name(role)}",
                cancellationToken
            );
        }
    }

    /// <summary>
    /// What only a superuser may set about a role, be it to what it is already, is checked and not set (a new role has
    /// none of it): an administrator who may create roles and databases is enough.
    /// </summary>
    private static async Task CreateRoleAsync(
        NpgsqlDataSource source,
        string role,
        string password,
        CancellationToken cancellationToken
    )
    {
        const string Powerful = """
            select 1 from pg_roles
            where rolname = $1 and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)
            """;
        if (await ExistsAsync(source, Powerful, role, cancellationToken))
        {
            throw new InvalidOperationException(
                $"The role '{role}' exists and may do more than this stack's accounts must be able to. Run as a superuser: "
                    + $"alter role {Name(role)} nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
            );
        }
        var exists = await ExistsAsync(source, "select 1 from pg_roles where rolname = $1", role, cancellationToken);
        await ExecuteAsync(
            source,
            $"{(exists ? "alter" : "create")} role {Name(role)} with login password {Literal(password)}",
            cancellationToken
        );
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlDataSource source,
        string sql,
        string value,
        CancellationToken cancellationToken
    )
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Role and database statements take no parameters.
    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
