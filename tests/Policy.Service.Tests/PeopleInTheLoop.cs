using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>What the tests of approvals, owed cases and reviews do again and again.</summary>
internal static class PeopleInTheLoop
{
    /// <summary>As an enforcement point says that can carry out everything.</summary>
    private static readonly string[] Everything = [.. Scenario.Policy.Obligations.Select(obligation => obligation.Id)];

    /// <summary>A retrieval by a records officer, on an enforcement point that can carry out every obligation.</summary>
    /// <returns>The decision's context.</returns>
    public static async Task<JsonElement> RetrieveAsync(
        this PolicyApplication application,
        string officer,
        Guid chatId,
        string chat,
        string? caseReference,
        string purpose = "crime",
        string? adviser = null,
        string[]? roles = null,
        string[]? services = null,
        string action = "retrieve"
    )
    {
        var response = await application.EvaluateAsync(
            new
            {
                subject = new { type = "staff", id = officer },
                action = new { name = action },
                resource = new
                {
                    type = "recording",
                    id = chatId.ToString(),
                    properties = new
                    {
                        reference = chat,
                        service = "housing-repairs",
                        state = "ended",
                        adviser_id = adviser,
                        adviser_ids = adviser is null ? [] : new[] { "an-earlier-adviser", adviser },
                        flagged = false,
                        started_at = "2026-03-02T09:00:00+00:00",
                        ended_at = "2026-03-02T09:30:00+00:00",
                    },
                },
                context = Context(purpose, caseReference),
            },
            application.Issuer.Staff(officer, roles ?? ["records-officer"], services)
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("context");
    }

    private static Dictionary<string, object> Context(string purpose, string? caseReference)
    {
        var context = new Dictionary<string, object>
        {
            ["purpose"] = purpose,
            ["obligations_understood"] = Everything,
            ["order_reference"] = "ORDER 1",
        };
        if (caseReference is not null)
        {
            context["case_reference"] = caseReference;
        }
        return context;
    }

    public static string? Reason(this JsonElement context) => context.GetProperty("reason_code").GetString();

    public static Guid DecisionId(this JsonElement context) => context.GetProperty("decision_id").GetGuid();

    /// <summary>Asks for the approval that a denial says is needed.</summary>
    public static Task<HttpResponseMessage> AskAsync(
        this PolicyApplication application,
        string officer,
        JsonElement denial,
        string? note = null
    ) =>
        application.PostAsync(
            "/api/approvals",
            new { decisionId = denial.DecisionId(), note },
            application.Issuer.Staff(officer, ["records-officer"])
        );

    public static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString();

    /// <summary>Entries of a kind that have come since, as JSON.</summary>
    public static async Task<IReadOnlyList<JsonElement>> EntriesAsync(
        this PolicyApplication application,
        int since,
        string kind
    ) =>
        [
            .. (await application.Database.EntriesAsync())
                .Skip(since)
                .Select(entry => JsonElement.Parse(entry.Entry))
                .Where(entry => entry.GetProperty("kind").GetString() == kind),
        ];

    /// <summary>Waits until a query answers what is expected: the watch works beside the test.</summary>
    public static async Task UntilAsync<T>(this PolicyApplication application, string sql, T expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Equals(await application.Database.QueryAsync<T>(sql), expected))
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
