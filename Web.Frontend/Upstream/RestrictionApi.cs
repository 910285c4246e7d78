namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>What a resident is not told yet of an access to their recording.</summary>
/// <param name="EndsOn">The day on which they see it.</param>
/// <param name="State"><c>requested</c>, <c>confirmed</c>, <c>refused</c>, <c>lifted</c> or <c>ended</c>.</param>
public sealed record RestrictionView(
    Guid Id,
    Guid DecisionId,
    string? Purpose,
    string? CaseReference,
    string Ground,
    string Authority,
    DateOnly EndsOn,
    string State,
    bool RequestedByMe,
    DateTimeOffset RequestedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? ClosedAt
)
{
    public const string Requested = "requested";
    public const string Confirmed = "confirmed";

    public bool IsRequested => State == Requested;
    public bool IsInForce => State == Confirmed;
}

/// <param name="EndsOn">ISO 8601.</param>
internal sealed record NewRestriction(Guid DecisionId, string Ground, string Authority, string EndsOn);

/// <summary>The register of restrictions.</summary>
internal sealed class RestrictionApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    /// <summary>Those in a state: one's own, and for an approver all.</summary>
    public Task<IReadOnlyList<RestrictionView>> InStateAsync(string state) => ListAsync($"state={state}");

    /// <summary>Those for one decision, newest first.</summary>
    public Task<IReadOnlyList<RestrictionView>> ForAsync(Guid decisionId) => ListAsync($"decisionId={decisionId}");

    public Task RequestAsync(NewRestriction restriction) => PostAsync("/api/restrictions", Caller.Staff, restriction);

    /// <param name="answer"><c>confirm</c>, <c>refuse</c> or <c>lift</c>.</param>
    public Task AnswerAsync(Guid id, string answer) => PostAsync($"/api/restrictions/{id}/{answer}", Caller.Staff);

    private async Task<IReadOnlyList<RestrictionView>> ListAsync(string query) =>
        (await GetAsync<RestrictionList>($"/api/restrictions?{query}", Caller.Staff)).Restrictions;

    private sealed record RestrictionList(IReadOnlyList<RestrictionView> Restrictions);
}
