using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="ReviewOverdue">It is open, and the day on which it was to be looked at has passed.</param>
public sealed record CaseView(
    Guid Id,
    string Kind,
    string Reference,
    string State,
    IReadOnlyList<string> ChatReferences,
    bool OpenedByMe,
    DateTimeOffset OpenedAt,
    DateOnly ReviewOn,
    bool ReviewOverdue,
    DateTimeOffset? ClosedAt
)
{
    public bool IsOpen => State == "open";
}

/// <param name="ReviewOn">As <c>yyyy-MM-dd</c>.</param>
internal sealed record NewCase(string Kind, string Reference, IReadOnlyList<string> ChatReferences, string? ReviewOn);

/// <summary>The policy in force and the case register.</summary>
internal sealed class PolicyApi(HttpClient http, IHttpContextAccessor accessor, KnownPolicy known)
    : UpstreamClient(http, accessor)
{
    /// <summary>As it is in force now.</summary>
    public async Task<PublishedPolicy> GetAsync()
    {
        var policy = await GetAsync<PublishedPolicy>("/api/policy", Caller.Anyone);
        known.Learn(policy);
        return policy;
    }

    /// <summary>
    /// As it was lately, for pages that say something of a service by the way and have to be there without the policy too.
    /// </summary>
    public async Task<PublishedPolicy?> KnownAsync()
    {
        if (known.Fresh is { } fresh)
        {
            return fresh;
        }
        try
        {
            return await GetAsync();
        }
        catch (UpstreamException)
        {
            return known.Last;
        }
    }

    /// <summary>What the policy said lately about a service.</summary>
    public async Task<PolicyService?> KnownServiceAsync(string slug) =>
        (await KnownAsync())?.Services.FirstOrDefault(service => service.Slug == slug);

    public async Task<IReadOnlyList<CaseView>> CasesAsync() =>
        (await GetAsync<CaseList>("/api/cases", Caller.Staff)).Cases;

    public Task OpenCaseAsync(NewCase entry) => PostAsync("/api/cases", Caller.Staff, entry);

    public Task<CaseView> CaseAsync(Guid id) => GetAsync<CaseView>($"/api/cases/{id}", Caller.Staff);

    public Task LinkChatAsync(Guid caseId, string chatReference) =>
        PostAsync($"/api/cases/{caseId}/chats", Caller.Staff, new { chatReference });

    /// <param name="reviewOn">As <c>yyyy-MM-dd</c>.</param>
    public Task SetReviewDateAsync(Guid caseId, string reviewOn) =>
        PostAsync($"/api/cases/{caseId}/review-date", Caller.Staff, new { reviewOn });

    public Task CloseCaseAsync(Guid id) => PostAsync($"/api/cases/{id}/close", Caller.Staff);

    private sealed record CaseList(IReadOnlyList<CaseView> Cases);
}
