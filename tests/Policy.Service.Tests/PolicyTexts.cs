namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The policy of the repository, and others made from it.</summary>
internal static class PolicyTexts
{
    public static readonly string Published = Path.Combine(AppContext.BaseDirectory, "policy", "2026-1.yaml");
    public static readonly string Good = File.ReadAllText(Published);

    /// <summary>The same with another name and first day.</summary>
    public static string Next(string version, string from) =>
        Good.Replace(
            "version: \"2026.1\"\nin_force_from: 2026-01-01",
            $"version: \"{version}\"\nin_force_from: {from}",
            StringComparison.Ordinal
        );

    public static string Next(string version, DateOnly from) => Next(version, $"{from:O}");
}
