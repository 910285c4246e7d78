using System.Security.Cryptography;
using System.Text;
using WebchatAspire.AppHost.Stores.Embedded;

namespace WebchatAspire.AppHost.Stores;

/// <summary>Where the stack keeps what outlives a run: database clusters, generated secrets, fetched binaries.</summary>
/// <param name="Data">State of this stack. <c>Stores:DataPath</c>, by default <c>.data</c> in the repository.</param>
/// <param name="Binaries">Fetched server binaries, shared by all stacks of this repository.</param>
internal sealed record StoreFolders(string Data, string Binaries)
{
    public static StoreFolders Create(IDistributedApplicationBuilder builder)
    {
        var repository = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
        var root = Path.Combine(repository, ".data");
        if (UnprivilegedAccount.Needed && UnprivilegedAccount.BarrierBefore(repository) is not null)
        {
            // The account that PostgreSQL drops to cannot enter the repository (such as one below /root).
            root = Path.Combine("/var/lib/webchataspire", ShortHash(repository));
        }
        var data = builder.Configuration["Stores:DataPath"] is { Length: > 0 } configured
            ? Path.GetFullPath(configured, repository)
            : root;
        var folders = new StoreFolders(data, Path.Combine(root, "binaries"));
        UnprivilegedAccount.MakeFolder(folders.Data);
        UnprivilegedAccount.MakeFolder(folders.Binaries);
        return folders;
    }

    private static string ShortHash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
