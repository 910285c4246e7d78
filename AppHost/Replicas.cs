using System.Globalization;

namespace WebchatAspire.AppHost;

/// <summary>
/// Several processes of one service, any of which serves any client (ADR 6). Each is a resource of its own, so that it can
/// be stopped, started and looked at by itself, and so that none has a proxy before it.
/// </summary>
internal static class Replicas
{
    private const int Most = 8;

    /// <summary>How many processes a setting asks for; one where it is not set.</summary>
    /// <exception cref="InvalidOperationException">It is no whole number from 1 to 8.</exception>
    public static int CountOfReplicas(this IDistributedApplicationBuilder builder, string setting)
    {
        if (builder.Configuration[setting] is not { Length: > 0 } value)
        {
            return 1;
        }
        return
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= Most
            ? count
            : throw new InvalidOperationException(
                $"{setting} is '{value}': it has to be a whole number from 1 to {Most}."
            );
    }

    /// <summary>Makes the replicas <c>name</c>, <c>name-2</c>, <c>name-3</c> …</summary>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> Replicate(
        int count,
        string name,
        Func<string, IResourceBuilder<ProjectResource>> add
    ) => [.. Enumerable.Range(1, count).Select(number => add(number == 1 ? name : $"{name}-{number}"))];

    /// <summary>Refers to all replicas as one service, which service discovery resolves to all of their addresses.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> project,
        IReadOnlyList<IResourceBuilder<ProjectResource>> replicas
    )
    {
        var service = replicas[0].Resource.Name;
        for (var i = 0; i < replicas.Count; i++)
        {
            project
                .WithEnvironment($"services__{service}__http__{i}", replicas[i].GetEndpoint("http"))
                .WithReferenceRelationship(replicas[i]);
        }
        return project;
    }
}
