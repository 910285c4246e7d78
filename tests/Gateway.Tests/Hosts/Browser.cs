using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>An HTTP client that behaves as a browser does: keeps cookies, follows redirects, tells its origin.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;

    public Browser(Uri address)
    {
        _address = address;
        _client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies }) { BaseAddress = address };
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*;q=0.8");
    }

    public CookieContainer Cookies { get; } = new();

    public string Origin => _address.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path, Cancellation);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, Cancellation);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent? content, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Origin", origin ?? Origin);
        return SendAsync(request);
    }

    /// <summary>What the service behind the path got.</summary>
    public async Task<Received> ReceivedAtAsync(string path)
    {
        using var response = await GetAsync(path);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Received>(Cancellation))!;
    }

    /// <summary>Goes to a staff page, fills in the form that comes instead, and ends where the provider sends it.</summary>
    public async Task<HttpResponseMessage> SignInAsync(
        string userName,
        string password = Webchat.DemoPassword,
        string page = "/staff"
    )
    {
        using var form = await GetAsync(page);
        return await SubmitAsync(form, new() { ["userName"] = userName, ["password"] = password });
    }

    /// <summary>Sends the form of a page with its hidden fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(HttpResponseMessage page, Dictionary<string, string> fields)
    {
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        foreach (Match hidden in HiddenField().Matches(html))
        {
            fields[hidden.Groups["name"].Value] = WebUtility.HtmlDecode(hidden.Groups["value"].Value);
        }
        return await PostAsync(page.RequestMessage!.RequestUri!.PathAndQuery, new FormUrlEncodedContent(fields));
    }

    public async Task<WebSocket> ConnectAsync(string path, string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = Cookies;
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }
        await socket.ConnectAsync(new UriBuilder(new Uri(_address, path)) { Scheme = "ws" }.Uri, Cancellation);
        return socket;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(
        """<input(?=[^>]*type="hidden")(?=[^>]*name="(?<name>[^"]*)")(?=[^>]*value="(?<value>[^"]*)")[^>]*>"""
    )]
    private static partial Regex HiddenField();
}
