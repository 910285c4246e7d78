using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using WebchatAspire.Identity.Service.Data;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Identity.Service.Keys;

/// <summary>
/// The keys in use, read once before the first request is taken. Options are built synchronously and keep a failure for
/// good, which is why they are not the place to ask a database.
/// </summary>
internal sealed class ServerKeyRing(IServiceScopeFactory scopes, KeyProtector protector) : IHostedLifecycleService
{
    private readonly List<SigningCredentials> _signing = [];
    private readonly List<EncryptingCredentials> _encryption = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var keys = await context
            .ServerKeys.AsNoTracking()
            .OrderByDescending(key => key.CreatedAt)
            .ToListAsync(cancellationToken);
        foreach (var key in keys)
        {
            Add(key);
        }
    }

    /// <summary>Puts the keys into the provider's options, the newest first.</summary>
    public void Configure(OpenIddictServerOptions options)
    {
        options.SigningCredentials.AddRange(_signing);
        options.EncryptionCredentials.AddRange(_encryption);
    }

    private void Add(ServerKey key)
    {
        var plain = key.Open(protector);
        var id = key.Id.ToString("N");
        if (key.Kind == ServerKeyKind.Signing)
        {
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(plain, out _);
            _signing.Add(new(new RsaSecurityKey(rsa) { KeyId = id }, SecurityAlgorithms.RsaSha256));
        }
        else
        {
            var symmetric = new SymmetricSecurityKey(plain) { KeyId = id };
            _encryption.Add(new(symmetric, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
