extern alias PollyCore;

using System.Net.Http.Json;
using System.Text.Json;
using PollyCore::Polly;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>On whose behalf a service is called: nothing else of the browser's request is passed on.</summary>
internal readonly record struct Caller
{
    private Caller(bool staff, Guid? chat, string? secret = null) => (IsStaff, Chat, Secret) = (staff, chat, secret);

    public bool IsStaff { get; }

    public Guid? Chat { get; }

    /// <summary>The chat's secret where the browser does not hold it yet.</summary>
    public string? Secret { get; }

    public static Caller Anyone { get; } = new(false, null);

    /// <summary>The signed-in person, by their access token.</summary>
    public static Caller Staff { get; } = new(true, null);

    /// <summary>The resident of this chat, by the secret of this chat alone.</summary>
    public static Caller Resident(Guid chatId) => new(false, chatId);

    /// <summary>The resident-to-be of a chat that is about to start.</summary>
    public static Caller Resident(Guid chatId, string secret) => new(false, chatId, secret);
}

/// <summary>What the clients of the services share: the caller, problem details, and what counts as away.</summary>
internal abstract class UpstreamClient(HttpClient http, IHttpContextAccessor accessor)
{
    private HttpContext Context =>
        accessor.HttpContext ?? throw new InvalidOperationException("Services are called while a request is served.");

    protected async Task<T> GetAsync<T>(string path, Caller caller)
    {
        using var response = await SendAsync(HttpMethod.Get, path, caller, null);
        return await ReadAsync<T>(response);
    }

    protected async Task<T> PostAsync<T>(string path, Caller caller, object? body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, caller, body);
        return await ReadAsync<T>(response);
    }

    protected async Task PostAsync(string path, Caller caller, object? body = null)
    {
        using var response = await SendAsync(HttpMethod.Post, path, caller, body);
    }

    protected async Task PutAsync(string path, Caller caller, object body)
    {
        using var response = await SendAsync(HttpMethod.Put, path, caller, body);
    }

    /// <returns>An answer of success.</returns>
    /// <exception cref="UpstreamException">Any other answer, or none.</exception>
    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Caller caller, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);
        }
        await IdentifyAsync(request, caller);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, Context.RequestAborted);
        }
        catch (Exception exception) when (exception is HttpRequestException or ExecutionRejectedException)
        {
            throw new UpstreamException(UpstreamProblem.Away, exception);
        }
        catch (OperationCanceledException exception) when (!Context.RequestAborted.IsCancellationRequested)
        {
            throw new UpstreamException(UpstreamProblem.Away, exception);
        }
        if (response.IsSuccessStatusCode)
        {
            return response;
        }
        using (response)
        {
            throw new UpstreamException(await UpstreamProblem.ReadAsync(response, Context.RequestAborted));
        }
    }

    protected async Task<T> ReadAsync<T>(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, Context.RequestAborted)
        ?? throw new InvalidOperationException("A service answered with nothing.");

    private async Task IdentifyAsync(HttpRequestMessage request, Caller caller)
    {
        if (caller.IsStaff && await Context.GetTokenAsync("access_token") is { } token)
        {
            request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        }
        if (caller.Chat is { } chat)
        {
            var secret = caller.Secret ?? ResidentSecret.From(Context.Request, chat);
            // A value that is no secret is left out: the service then answers as for any stranger.
            if (ResidentSecret.Hash(secret) is not null)
            {
                request.Headers.Add(HeaderNames.Cookie, $"{ResidentSecret.CookieName(chat)}={secret}");
            }
        }
    }
}
