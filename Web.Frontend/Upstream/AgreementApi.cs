namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>An adviser's agreement to the training use of one anonymised copy (P18).</summary>
/// <param name="AskedOfMe">The person is the adviser; else they asked.</param>
/// <param name="State"><c>asked</c>, <c>given</c>, <c>refused</c> or <c>withdrawn</c>.</param>
public sealed record AgreementView(
    Guid Id,
    Guid CopyId,
    string ChatReference,
    bool AskedOfMe,
    string State,
    DateTimeOffset AskedAt,
    DateTimeOffset? AnsweredAt
)
{
    public bool IsAsked => State == "asked";
    public bool IsGiven => State == "given";
}

/// <summary>The register of agreements.</summary>
internal sealed class AgreementApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    public async Task<IReadOnlyList<AgreementView>> ListAsync() =>
        (await GetAsync<AgreementList>("/api/agreements", Caller.Staff)).Agreements;

    public Task RefuseAsync(Guid id) => PostAsync($"/api/agreements/{id}/refuse", Caller.Staff);

    public Task WithdrawAsync(Guid id) => PostAsync($"/api/agreements/{id}/withdraw", Caller.Staff);

    private sealed record AgreementList(IReadOnlyList<AgreementView> Agreements);
}
