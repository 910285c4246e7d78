using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>The published versions of the policy, and proposals of new ones.</summary>
internal sealed class PolicyVersionsApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    private const string Versions = "/api/policy/versions";
    private const string Proposals = "/api/policy/proposals";

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<PolicyVersionItem>> ListAsync() =>
        (await GetAsync<PolicyVersionList>(Versions, Caller.Anyone)).Versions;

    public Task<PolicyVersionView> GetAsync(string version) =>
        GetAsync<PolicyVersionView>($"{Versions}/{Uri.EscapeDataString(version)}", Caller.Anyone);

    /// <summary>The YAML.</summary>
    public async Task<string> TextAsync(string version)
    {
        using var response = await SendAsync(
            HttpMethod.Get,
            $"{Versions}/{Uri.EscapeDataString(version)}/text",
            Caller.Anyone,
            null
        );
        return await response.Content.ReadAsStringAsync();
    }

    public Task<PolicyDifference> CompareAsync(string from, string to) =>
        GetAsync<PolicyDifference>(
            $"/api/policy/comparison?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}",
            Caller.Anyone
        );

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ProposalItem>> ProposalsAsync() =>
        (await GetAsync<ProposalList>(Proposals, Caller.Staff)).Proposals;

    public Task<ProposalView> ProposalAsync(Guid id) => GetAsync<ProposalView>($"{Proposals}/{id}", Caller.Staff);

    /// <summary>What the proposal changes in the version in force.</summary>
    public Task<PolicyDifference> CompareAsync(Guid proposal) =>
        GetAsync<PolicyDifference>($"{Proposals}/{proposal}/comparison", Caller.Staff);

    public Task<ProposalItem> ProposeAsync(string text) =>
        PostAsync<ProposalItem>(Proposals, Caller.Staff, new NewProposal(text));

    public Task PublishAsync(Guid id) => PostAsync($"{Proposals}/{id}/publish", Caller.Staff);

    public Task RefuseAsync(Guid id, string reason) =>
        PostAsync($"{Proposals}/{id}/refuse", Caller.Staff, new ProposalRefusal(reason));

    public Task WithdrawAsync(Guid id) => PostAsync($"{Proposals}/{id}/withdraw", Caller.Staff);
}
