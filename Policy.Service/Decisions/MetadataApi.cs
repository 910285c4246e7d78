using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

internal static class MetadataApi
{
    public const string Path = "/.well-known/authzen-configuration";

    public static void MapMetadataApi(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, GetMetadata).AllowAnonymous().WithName("GetDecisionPointMetadata");

    /// <summary>
    /// AuthZEN Authorization API 1.0, policy decision point metadata, for those who reach this service itself. Its
    /// identifier is the address by which it was asked, as a caller has to check, unless <c>Policy:Identifier</c> names it.
    /// </summary>
    private static DecisionPointMetadata GetMetadata(
        HttpRequest request,
        IConfiguration configuration,
        PolicyCatalogue policies,
        TimeProvider clock
    )
    {
        var self = configuration["Policy:Identifier"]?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
        return new DecisionPointMetadata(
            self,
            self + EvaluationApi.Path,
            self + EvaluationsApi.Path,
            [.. policies.InForceAt(clock.GetUtcNow()).Obligations.Select(obligation => obligation.Id)]
        );
    }
}
