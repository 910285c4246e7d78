using System.Net;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>An answer says by which rules it came about, and a denial what could be done about it.</summary>
public sealed class DeterminingRuleTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private static readonly Scenario Permitted = Scenarios.Generous with { Roles = ["records-officer"] };

    private static readonly Scenario ByResident = Permitted with
    {
        SubjectType = "resident",
        Roles = [],
        Purpose = "subject-access",
    };

    public static TheoryData<Scenario, string[]> Deciding =>
        new()
        {
            { Permitted, ["purposes/complaint/grants/0"] },
            { ByResident, ["purposes/subject-access/grants/1"] },
            { Permitted with { Case = "closed" }, ["purposes/complaint/grants/0"] },
            { Permitted with { IsAdviser = true }, ["never/participant"] },
            { Permitted with { Case = "own" }, ["never/opener_of_case"] },
            { Permitted with { Case = "own", IsAdviser = true }, ["never/participant", "never/opener_of_case"] },
            { Permitted with { Roles = ["auditor"] }, ["never/oversight_role"] },
            { Permitted with { Roles = ["adviser"] }, ["refusals/default"] },
            { Permitted with { Action = "erase" }, ["refusals/default"] },
            { Permitted with { Purpose = "curiosity" }, ["refusals/unknown_purpose"] },
        };

    [Theory]
    [MemberData(nameof(Deciding), DisableDiscoveryEnumeration = true)]
    public void A_verdict_names_the_rules_that_decided(Scenario scenario, string[] rules) =>
        Assert.Equal(rules, scenario.Decide().Rules);

    public static TheoryData<Scenario, string> Advised =>
        new()
        {
            {
                Permitted with
                {
                    Purpose = "crime",
                    Approved = false,
                },
                """{"id":"ask-for-approval","properties":{"roles":["approver"]}}"""
            },
            { Permitted with { Case = "none" }, """{"id":"name-open-case","properties":{"kind":"complaint"}}""" },
            { Permitted with { Case = "other-chat" }, """{"id":"name-open-case","properties":{"kind":"complaint"}}""" },
            { Permitted with { Case = "own" }, """{"id":"case-of-somebody-else","properties":{"kind":"complaint"}}""" },
            {
                Permitted with
                {
                    Roles = ["auditor"],
                },
                """{"id":"ask-role-holder","properties":{"roles":["records-officer"]}}"""
            },
            {
                Permitted with
                {
                    Understood = ["step-up", "time-limit"],
                },
                """{"id":"understand-obligations","properties":{"obligations":["mask-third-parties"]}}"""
            },
            {
                Permitted with
                {
                    Purpose = "legal-requirement",
                    OrderReference = false,
                },
                """{"id":"supply-attribute","properties":{"attribute":"order_reference"}}"""
            },
        };

    [Theory]
    [MemberData(nameof(Advised), DisableDiscoveryEnumeration = true)]
    public void A_denial_says_what_could_be_done_about_it(Scenario scenario, string advice) =>
        Assert.Equal(
            advice,
            JsonSerializer.Serialize(Assert.Single(scenario.Decide().Advice), JsonSerializerOptions.Web)
        );

    [Fact]
    public void A_missing_attribute_is_named()
    {
        var verdict = Evaluator.Evaluate(
            Scenario.Policy,
            Permitted.Question() with
            {
                Resource = new Attributes(null),
            },
            Permitted.Facts(),
            DateTimeOffset.UnixEpoch
        );

        var advice = Assert.Single(verdict.Advice);
        Assert.Equal(AdviceIds.SupplyAttribute, advice.Id);
        Assert.Equal("reference", advice.Properties!["attribute"].GetString());
    }

    [Fact]
    public void A_permit_needs_no_advice() => Assert.Empty(Permitted.Decide().Advice);

    [Fact]
    public async Task The_rules_are_in_the_answer_in_the_decision_and_in_its_entry()
    {
        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var context = (await PolicyApplication.ReadAsync(response)).GetProperty("context");
        string[] rules = ["purposes/subject-access/grants/1"];
        Assert.Equal(rules, Texts(context.GetProperty("determining_rules")));
        Assert.Empty(context.GetProperty("advice").EnumerateArray());
        Assert.Equal("time-limit", context.GetProperty("obligations")[0].GetProperty("type").GetString());
        var index = context.GetProperty("ledger_index").GetInt64();
        Assert.Equal(
            rules,
            await application.Database.QueryAsync<string[]>(
                $"select determining_rules from policy.decisions where ledger_index = {index}"
            )
        );
        var entry = JsonElement.Parse(
            (await application.Database.EntriesAsync()).Single(one => one.Index == index).Entry
        );
        Assert.Equal(rules, Texts(entry.GetProperty("determining_rules")));
    }

    private static IEnumerable<string?> Texts(JsonElement array) =>
        array.EnumerateArray().Select(item => item.GetString());
}
