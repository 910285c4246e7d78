using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WebchatAspire.ServiceDefaults.Tokens;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Certification;

/// <summary>
/// The fixture of the AuthZEN certification scenario (openid/authzen, certification/authorization-api-1_0-scenario.md), as
/// far as a closed policy can have it. The scenario's requests are put into this system's words as an enforcement point
/// would: a user is staff, and what they are (role admin) comes from their token, never from the request's body; nothing is
/// permitted without a purpose, so each request names one; the enforcement point knows a record's status and tells it; and
/// actions are told apart by name, so the two ways to delete have two names. Everything about the protocol stays as it is.
/// </summary>
public sealed partial class CertificationScenario : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certification").FullName;
    private readonly PolicyApplication _application;

    public CertificationScenario() => _application = new PolicyApplication { Settings = [("Policy:Folder", _folder)] };

    public async ValueTask InitializeAsync()
    {
        var policy = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policy", "2026-1.yaml"));
        var purposes = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Certification", "purposes.yaml")
        );
        policy = policy[..policy.IndexOf("\npurposes:", StringComparison.Ordinal)] + "\n" + purposes;
        policy = policy.Replace("except: [service-continuity]", "except: [record-work]", StringComparison.Ordinal);
        policy = Resources().Replace(policy, "resources:\n  - { type: record, attributes: [] }\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "2026-1.yaml"), policy);
        await _application.InitializeAsync();
    }

    /// <summary>Sends a request of the scenario, put into this system's words.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, string scenario)
    {
        var body = JsonNode.Parse(scenario)!.AsObject();
        var staff = new Dictionary<string, string>();
        Translate(body, staff);
        body["context"] = Context(body["context"]);
        foreach (var item in body["evaluations"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            Translate(item, staff);
            if (item["context"] is { } own)
            {
                item["context"] = Context(own);
            }
        }
        return SendRawAsync(path, body.ToJsonString(), staff.Values);
    }

    /// <summary>Sends a body as it is.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(
        string path,
        string body,
        IEnumerable<string>? tokens = null,
        string mediaType = "application/json",
        string? requestId = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, mediaType),
        };
        request.Headers.Add(ServiceHeaders.SubjectToken, tokens ?? []);
        if (requestId is not null)
        {
            request.Headers.Add("X-Request-ID", requestId);
        }
        return await _application.SendAsync(request, _application.Issuer.Service("recording"));
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        _application.Client.GetAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Translate(JsonObject tuple, Dictionary<string, string> staff)
    {
        if (tuple["subject"] is JsonObject subject && subject["id"]?.GetValue<string>() is { } id)
        {
            var isAdmin = subject["properties"]?["role"]?.GetValue<string>() == "admin";
            string[] roles =
            [
                id == "alice" ? "records-officer" : "adviser",
                .. isAdmin ? ["supervisor"] : Array.Empty<string>(),
            ];
            subject["type"] = "staff";
            staff[id] = _application.Issuer.Staff(id, roles);
        }
        if (tuple["action"] is JsonObject action)
        {
            action["name"] = action["name"]?.GetValue<string>() switch
            {
                "read" => "retrieve",
                "write" => "export",
                "delete" => action["properties"]!["soft"]!.GetValue<bool>() ? "copy" : "erase",
                var other => other,
            };
        }
        if (tuple["resource"] is JsonObject resource && resource["id"]?.GetValue<string>() is { } record)
        {
            var status = resource["properties"]?["status"]?.GetValue<string>();
            var archived = status is null ? record == "record-2" : status == "archived";
            resource["properties"] = new JsonObject { ["state"] = archived ? "ended" : "active" };
        }
    }

    private static JsonObject Context(JsonNode? given)
    {
        var context = given?.DeepClone().AsObject() ?? [];
        context["purpose"] = "record-work";
        context["obligations_understood"] = new JsonArray("time-limit");
        return context;
    }

    [GeneratedRegex(@"^resources:\n(  - .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Resources();
}
