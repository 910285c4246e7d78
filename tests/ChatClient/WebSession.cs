using System.Net;
using System.Net.Http.Json;

namespace WebchatAspire.ChatClient;

/// <summary>
/// What a browser keeps: cookies, and the origin it names in every call that changes something. Addresses are relative
/// to the gateway, or to chat-api itself with a token in place of the session.
/// </summary>
public sealed class WebSession : IDisposable
{
    private readonly string? _token;

    /// <param name="cookies">Of another session, which this one then shares.</param>
    public WebSession(Uri address, string? token = null, CookieContainer? cookies = null)
    {
        Address = address;
        _token = token;
        Cookies = cookies ?? new CookieContainer();
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies }) { BaseAddress = address };
        Http.DefaultRequestHeaders.Add("Origin", Origin);
        if (token is not null)
        {
            Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public Uri Address { get; }

    public CookieContainer Cookies { get; }

    public HttpClient Http { get; }

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Connects to the hub as this session.</summary>
    /// <param name="chatId">The resident's chat, whose cookie signs the connection in; null for staff.</param>
    public async Task<LiveConnection> ConnectAsync(Guid? chatId = null, CancellationToken cancellationToken = default)
    {
        var connection = new LiveConnection(this, _token, chatId);
        try
        {
            await connection.StartAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken = default)
    {
        using var response = await Http.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken = default)
    {
        using var response = await Http.GetAsync(path, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: {problem}",
                null,
                response.StatusCode
            );
        }
        return (await response.Content.ReadFromJsonAsync<T>(cancellationToken))!;
    }

    public void Dispose() => Http.Dispose();
}
