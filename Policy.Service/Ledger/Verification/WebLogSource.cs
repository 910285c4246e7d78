using System.Net;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

internal sealed class WebLogSource : ILogSource, IDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly string _base;

    public WebLogSource(Uri address)
    {
        _base = address.AbsoluteUri.TrimEnd('/');
        _client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
        {
            MaxResponseContentBufferSize = ILogSource.MaxLength,
        };
    }

    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++, wait *= 2)
        {
            try
            {
                using var response = await _client.GetAsync(new Uri($"{_base}/{path}"), cancellationToken);
                if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                {
                    return null;
                }
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsByteArrayAsync(cancellationToken);
                }
                if (attempt == Attempts || !IsPassing(response.StatusCode))
                {
                    throw new LogUnreadableException($"{_base}/{path} answers {(int)response.StatusCode}.");
                }
                wait = response.Headers.RetryAfter?.Delta is { } asked && asked < LongestWait ? asked : wait;
            }
            catch (HttpRequestException exception) when (attempt == Attempts)
            {
                throw new LogUnreadableException($"{_base}/{path}: {exception.Message}");
            }
            catch (HttpRequestException)
            {
                // Tried again below.
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LogUnreadableException($"{_base}/{path} does not answer.");
            }
            await Task.Delay(wait, cancellationToken);
        }
    }

    /// <summary>An address cannot tell what lies below it.</summary>
    public IEnumerable<string> List(string path) => [];

    public void Dispose() => _client.Dispose();

    /// <summary>A log of a million entries is more requests than the gateway takes from one client in a minute.</summary>
    private static bool IsPassing(HttpStatusCode status) =>
        status == HttpStatusCode.TooManyRequests || (int)status >= 500;
}
