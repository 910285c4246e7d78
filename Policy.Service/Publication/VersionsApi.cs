using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Comparison;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Publication;

/// <summary>The published versions, for everybody: the policy is public (P5, P19).</summary>
internal static class VersionsApi
{
    public static void MapVersionsApi(this IEndpointRouteBuilder app)
    {
        var versions = app.MapGroup("/api/policy").AllowAnonymous();
        versions.MapGet("versions", List).WithName("ListPolicyVersions");
        versions.MapGet("versions/{version}", Get).WithName("GetPolicyVersion");
        versions
            .MapGet("versions/{version}/text", GetText)
            .WithName("GetPolicyVersionText")
            .Produces<string>(StatusCodes.Status200OK, PolicyYaml);
        versions.MapGet("comparison", Compare).WithName("ComparePolicyVersions");
    }

    private const string PolicyYaml = "text/yaml";

    /// <summary>Every version that was ever published, the latest first, and when each of them holds.</summary>
    private static PolicyVersionList List(PolicyCatalogue catalogue, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new PolicyVersionList([
            .. catalogue
                .LatestFirst.Where(entry => entry.Policy is not null)
                .Select(entry => Item(catalogue, entry, now)),
        ]);
    }

    /// <summary>One version with what it says. 404 <c>version-not-found</c>.</summary>
    private static Results<Ok<PolicyVersionView>, ProblemHttpResult> Get(
        string version,
        PolicyCatalogue catalogue,
        TimeProvider clock
    ) =>
        catalogue.Find(version) is { Policy: { } policy } entry
            ? TypedResults.Ok(
                new PolicyVersionView(Item(catalogue, entry, clock.GetUtcNow()), PolicyApi.Publish(policy))
            )
            : NotFound("version");

    /// <summary>The YAML of one version, byte for byte as its hash in the ledger covers it.</summary>
    private static Results<ContentHttpResult, ProblemHttpResult> GetText(string version, PolicyCatalogue catalogue) =>
        catalogue.Find(version) is { } entry
            ? TypedResults.Content(entry.Published.Text, $"{PolicyYaml}; charset=utf-8")
            : NotFound("version");

    /// <summary>
    /// What differs in meaning between two versions. 400 when one of them is not named, 404 <c>version-not-found</c> with
    /// the field when it does not exist.
    /// </summary>
    private static Results<Ok<PolicyDifference>, ProblemHttpResult> Compare(
        string? from,
        string? to,
        PolicyCatalogue catalogue
    )
    {
        if (string.IsNullOrEmpty(from) || string.IsNullOrEmpty(to))
        {
            var missing = string.IsNullOrEmpty(from) ? "from" : "to";
            return Problem.Invalid("field-missing", $"The field {missing} is required.", missing);
        }
        return catalogue.Find(from)?.Policy is not { } before ? NotFound("from")
            : catalogue.Find(to)?.Policy is not { } after ? NotFound("to")
            : TypedResults.Ok(PolicyComparison.Compare(before, after));
    }

    private static PolicyVersionItem Item(PolicyCatalogue catalogue, CatalogueEntry entry, DateTimeOffset now)
    {
        var (published, policy) = (entry.Published, entry.Policy!);
        var next = catalogue.LatestFirst.LastOrDefault(other => other.Published.InForceFrom > published.InForceFrom);
        return new PolicyVersionItem(
            published.Version,
            published.InForceFrom,
            next?.Published.InForceFrom.AddDays(-1),
            !catalogue.IsInForceAt(entry, now) ? PolicyVersionStates.Ahead
                : next is null || !catalogue.IsInForceAt(next, now) ? PolicyVersionStates.InForce
                : PolicyVersionStates.Past,
            Convert.ToHexStringLower(published.Sha256),
            published.PublishedAt,
            published.LedgerIndex,
            published.PublishedBy == PolicyPublisher.Deployment,
            policy.Notice.Version,
            ["en", .. policy.Languages.Where(policy.Notice.Translations.ContainsKey)]
        );
    }

    private static ProblemHttpResult NotFound(string field) =>
        Problem.Of(
            StatusCodes.Status404NotFound,
            "version-not-found",
            "No version of the policy with this name has been published.",
            field
        );
}
