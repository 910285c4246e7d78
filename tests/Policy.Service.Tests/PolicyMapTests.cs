using System.Text.RegularExpressions;
using WebchatAspire.Policy.Service.Policies;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The map from the policy to the code leaves nothing out and leads nowhere that is not there.</summary>
public sealed partial class PolicyMapTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Map = File.ReadAllText(Path.Combine(Root, "docs", "policy-map.md"));

    /// <summary>The latest policy of the repository.</summary>
    private static readonly PolicyDocument Policy = PolicyFolder
        .Read(Path.Combine(Root, "Policy.Service", "policy"))[^1]
        .Policy;

    [Fact]
    public void Every_clause_has_a_row_with_its_purposes()
    {
        foreach (var clause in Policy.Clauses)
        {
            var purposes = Policy.Purposes.Where(purpose => ClausesOf(purpose).Contains(clause.Id));
            var cells = Row(clause.Id);

            Assert.Equal(purposes.Select(purpose => purpose.Id).Order(), Codes(cells[1]).Order());
            Assert.All(cells[2..4], cell => Assert.NotEmpty(Link().Matches(cell)));
        }
    }

    [Fact]
    public void Every_purpose_has_a_row_with_all_that_it_asks_for()
    {
        foreach (var purpose in Policy.Purposes)
        {
            var cells = Row($"`{purpose.Id}`");

            Assert.Equal(ClausesOf(purpose), cells[1].Split(", "));
            Assert.Equal(Distinct(purpose.Grants.SelectMany(grant => grant.Actions)), Codes(cells[2]));
            Assert.Equal(
                Distinct(
                    purpose
                        .Grants.Select(grant => grant.Case)
                        .OfType<CaseCondition>()
                        .Select(condition => $"case:{condition.Kind}")
                        .Concat(purpose.Grants.SelectMany(grant => grant.Needs ?? []))
                ),
                Codes(cells[3])
            );
            Assert.Equal(
                Distinct(purpose.Grants.SelectMany(grant => grant.Obligations).Select(obligation => obligation.Id)),
                Codes(cells[4])
            );
        }
    }

    [Fact]
    public void Every_link_leads_to_something()
    {
        var missing = Link()
            .Matches(Map)
            .Select(link => link.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(Root, "docs", path)));

        Assert.Empty(missing);
    }

    private static string[] Row(string first)
    {
        var rows = Map.Split('\n').Where(line => line.StartsWith($"| {first} |", StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count == 1, $"docs/policy-map.md has {rows.Count} rows of {first}; it needs one.");
        return [.. rows[0].Trim('|', ' ').Split('|').Select(cell => cell.Trim())];
    }

    private static IEnumerable<string> ClausesOf(Purpose purpose) => [purpose.Clause, .. purpose.Also ?? []];

    private static List<string> Distinct(IEnumerable<string> values) => [.. values.Distinct()];

    private static List<string> Codes(string cell) =>
        [.. Code().Matches(cell).Select(code => code.Groups["code"].Value)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebchatAspire.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's folder was not found.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<path>[^)#]+)\)")]
    private static partial Regex Link();
}
