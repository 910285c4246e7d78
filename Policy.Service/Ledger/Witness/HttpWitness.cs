using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Witness;

/// <summary>
/// An address below which checkpoints are put (HTTP PUT). That over a size is put with <c>If-None-Match: *</c>, so that a
/// server that keeps to it never replaces one; 412 means that it has one already.
/// </summary>
internal sealed class HttpWitness(IHttpClientFactory clients, Uri address) : IWitness
{
    public const string ClientName = "ledger-witness";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _base = address.AbsoluteUri.TrimEnd('/');

    public async Task CopyAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var note = checkpoint.Note.ToString();
        await PutAsync($"{IWitness.All}/{TilePath.IndexPath(checkpoint.Size)}", note, once: true, cancellationToken);
        await PutAsync(IWitness.Newest, note, once: false, cancellationToken);
    }

    private async Task PutAsync(string path, string note, bool once, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"{_base}/{path}"))
        {
            Content = new StringContent(note, Encoding.UTF8, "text/plain"),
        };
        if (once)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }
        using var response = await client.SendAsync(request, cancellationToken);
        if (!once || response.StatusCode != HttpStatusCode.PreconditionFailed)
        {
            response.EnsureSuccessStatusCode();
        }
    }
}
