using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting.Publishing;

namespace WebchatAspire.AppHost.Stores;

/// <summary>
/// Secrets that are generated once and kept beside the data that they open, so that the two live and go together. (User
/// secrets would follow the home directory: a new home would lock an old database.)
/// </summary>
internal sealed class SecretFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "secrets.json");
    private readonly Lock _gate = new();

    public string GetOrCreate(string name, Func<string> create)
    {
        lock (_gate)
        {
            var secrets = File.Exists(_path)
                ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(_path))!
                : [];
            if (!secrets.TryGetValue(name, out var secret))
            {
                secret = secrets[name] = create();
                WholeFile.Write(_path, JsonSerializer.Serialize(secrets));
            }
            return secret;
        }
    }
}

/// <summary>A generated parameter whose value is kept in the <see cref="SecretFile"/>.</summary>
internal sealed class PersistedSecret(SecretFile file, string name, Func<string> create) : ParameterDefault
{
    public override string GetDefaultValue() => file.GetOrCreate(name, create);

    public override void WriteToManifest(ManifestPublishingContext context) =>
        context.Writer.WriteString("input", $"{{{name}.inputs.value}}");

    /// <summary>32 letters and digits (190 bits): safe in a connection string and on a command line.</summary>
    public static string Password() =>
        RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 32);

    /// <summary>A 256-bit key in base64.</summary>
    public static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

internal static class PersistedSecretExtensions
{
    public static IResourceBuilder<ParameterResource> AddPersistedSecret(
        this IDistributedApplicationBuilder builder,
        SecretFile file,
        string name,
        Func<string> create
    ) => builder.AddParameter(name, new PersistedSecret(file, name, create), secret: true);
}
