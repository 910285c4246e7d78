using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

public sealed class EvaluatorTests
{
    private static readonly Scenario Permitted = Scenarios.Generous with
    {
        Roles = ["records-officer"],
        State = "ended",
    };

    [Fact]
    public void A_complaint_retrieval_carries_its_obligations_and_ends_after_the_policys_minutes()
    {
        var verdict = Permitted.Decide();

        Assert.True(verdict.Permit);
        Assert.Equal("P16", verdict.Clause);
        Assert.Equal(
            ["step-up", "mask-third-parties", "time-limit"],
            verdict.Obligations.Select(obligation => obligation.Id)
        );
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero), verdict.PermitUntil);
    }

    [Theory]
    [InlineData("none", "case-missing", false)]
    [InlineData("unknown", "case-unknown", false)]
    [InlineData("closed", "case-closed", true)]
    [InlineData("own", "case-opened-by-requester", true)]
    [InlineData("other-kind", "case-kind", true)]
    [InlineData("other-chat", "case-not-for-this-recording", true)]
    public void A_case_that_does_not_do_says_why_and_is_kept(string kind, string reason, bool known)
    {
        var scenario = Permitted with { Case = kind };

        AssertDenied(scenario, reason, "P16");
        Assert.Equal(known ? Scenario.CaseId : null, scenario.Decide().CaseId);
    }

    [Fact]
    public void Of_several_cases_of_another_kind_none_is_said_to_be_meant()
    {
        var facts = (Permitted with { Case = "other-kind" }).Facts();
        var both = facts with { Cases = [.. facts.Cases, facts.Cases[0] with { Id = Guid.NewGuid(), Kind = "crime" }] };

        var verdict = Evaluator.Evaluate(Scenario.Policy, Permitted.Question(), both, DateTimeOffset.UnixEpoch);

        Assert.Equal((ReasonCodes.CaseKind, null), (verdict.ReasonCode, verdict.CaseId));
    }

    /// <summary>What the recording service understands today; its own tests hold the same list.</summary>
    [Fact]
    public void Purposes_whose_obligations_nobody_can_carry_out_yet_come_out_as_deny()
    {
        string[] carriedOut = ["mask-third-parties", "restricted-notice", "step-up", "time-limit"];
        var everything =
            from purpose in Scenario.Policy.Purposes
            from grant in purpose.Grants
            from who in grant.Who
            from action in grant.Actions
            from resource in grant.Resources
            from named in (string[])["good", "none"]
            select Permitted with
            {
                SubjectType = grant.Subject,
                Roles = who.Role is { } role ? [role] : [],
                Purpose = purpose.Id,
                Action = action,
                Resource = resource,
                Case = named,
                State = "active",
                Understood = carriedOut,
            };

        var permitted = everything.Where(scenario => scenario.Decide().Permit).Select(one => one.Purpose).Distinct();
        var safety = everything.Where(scenario => scenario.Purpose == "safety").Select(one => one.Decide()).ToList();

        Assert.Equal(["complaint", "crime", "conduct-review", "subject-access"], permitted);
        Assert.NotEmpty(safety);
        Assert.All(
            safety,
            verdict =>
                Assert.Equal(
                    (false, ReasonCodes.ObligationNotUnderstood, "P16"),
                    (verdict.Permit, verdict.ReasonCode, verdict.Clause)
                )
        );
    }

    [Theory]
    [InlineData("review-within")]
    [InlineData("case-to-follow")]
    public void A_threat_to_safety_needs_each_of_its_obligations(string missing)
    {
        var emergency = Permitted with { Purpose = "safety", Case = "none" };

        Assert.True(emergency.Decide().Permit);
        AssertDenied(
            emergency with
            {
                Understood = [.. Scenarios.AllObligations.Except([missing])],
            },
            ReasonCodes.ObligationNotUnderstood,
            "P16"
        );
    }

    [Theory]
    [InlineData("crime", "records-officer", "approval-needed")]
    [InlineData("fraud", "records-officer", "approval-needed")]
    [InlineData("legal-requirement", "records-officer", "approval-needed")]
    [InlineData("conduct-review", "supervisor", "flag-needed")]
    [InlineData("evaluation", "supervisor", "sampling-needed")]
    [InlineData("subject-access", "records-officer", "identity-not-checked")]
    public void A_need_that_is_not_met_denies(string purpose, string role, string reason)
    {
        var scenario = Permitted with
        {
            Purpose = purpose,
            Roles = [role],
            Approved = false,
            Flagged = false,
            Sampled = false,
            IdentityRegistered = false,
        };
        AssertDenied(scenario, reason, Scenario.Policy.FindPurpose(purpose)!.Clause);
    }

    [Fact]
    public void A_flagged_chat_is_reviewed_by_a_supervisor_of_its_service_and_by_nobody_else()
    {
        var review = Permitted with
        {
            Purpose = "conduct-review",
            Roles = ["supervisor"],
            Case = "none",
            Flagged = true,
        };

        Assert.True(review.Decide().Permit);
        AssertDenied(review with { Flagged = false }, ReasonCodes.FlagNeeded, "P7");
        AssertDenied(review with { OwnService = false }, ReasonCodes.ServiceNotAllowed, "P15");
        AssertDenied(review with { IsAdviser = true }, ReasonCodes.Participant, "P15");
        AssertDenied(review with { Roles = ["adviser", "records-officer"] }, ReasonCodes.RoleNotAllowed, "P15");
    }

    [Fact]
    public void A_training_copy_needs_the_advisers_agreement() =>
        AssertDenied(
            Permitted with
            {
                Purpose = "training",
                Roles = ["trainer"],
                Action = "copy",
                Resource = "anonymised-copy",
                Agreed = false,
            },
            "agreement-needed",
            "P18"
        );

    [Fact]
    public void A_legal_requirement_names_its_order() =>
        AssertDenied(
            Permitted with
            {
                Purpose = "legal-requirement",
                OrderReference = false,
            },
            "order-reference-missing",
            "P12"
        );

    [Fact]
    public void An_unknown_purpose_is_refused_by_P3() =>
        AssertDenied(Permitted with { Purpose = "curiosity" }, "unknown-purpose", "P3");

    [Fact]
    public void What_no_grant_permits_is_refused_by_P15()
    {
        AssertDenied(Permitted with { Action = "disclose" }, "action-not-allowed", "P15");
        AssertDenied(Permitted with { Resource = "staff-file" }, "action-not-allowed", "P15");
        AssertDenied(Permitted with { Roles = ["adviser"] }, "role-not-allowed", "P15");
        AssertDenied(Permitted with { Roles = ["administrator"] }, "role-not-allowed", "P15");
        AssertDenied(Permitted with { IsAdviser = true }, "participant", "P15");
    }

    [Fact]
    public void A_supervisor_acts_for_their_own_services_only() =>
        AssertDenied(
            Permitted with
            {
                Purpose = "safety",
                Roles = ["supervisor"],
                OwnService = false,
            },
            "service-not-allowed",
            "P15"
        );

    [Fact]
    public void A_safety_case_may_follow_only_where_that_can_be_carried_out()
    {
        var emergency = Permitted with { Purpose = "safety", Case = "none" };

        Assert.Equal(24, emergency.Decide().Obligations[^1].Properties!["hours"].GetInt32());
        AssertDenied(emergency with { Understood = ["review-within"] }, "obligation-not-understood", "P16");
    }

    [Fact]
    public void A_chat_that_has_ended_is_not_carried_on() =>
        AssertDenied(
            Permitted with
            {
                SubjectType = "service",
                Purpose = "service-continuity",
                Action = "rebuild",
                Resource = "chat",
            },
            "chat-ended",
            "P1"
        );

    [Theory]
    [InlineData("""{"service":"parking","state":"ended","adviser_id":null,"flagged":false}""", "attribute-missing")]
    [InlineData("""{"reference":"ABCD-2345","service":"parking","state":"ended"}""", "attribute-missing")]
    [InlineData(
        """{"reference":null,"service":"parking","state":"ended","adviser_id":null,"flagged":false}""",
        "attribute-missing"
    )]
    [InlineData(
        """{"reference":7,"service":"parking","state":"ended","adviser_id":null,"flagged":false}""",
        "attribute-mistyped"
    )]
    [InlineData(
        """{"reference":"ABCD-2345","service":["parking"],"state":"ended","adviser_id":null,"flagged":false}""",
        "attribute-mistyped"
    )]
    [InlineData(
        """{"reference":"ABCD-2345","service":"parking","state":"asleep","adviser_id":null,"flagged":false}""",
        "attribute-mistyped"
    )]
    [InlineData(
        """{"reference":"ABCD-2345","service":"parking","state":"ended","adviser_id":{},"flagged":false}""",
        "attribute-mistyped"
    )]
    [InlineData(
        """{"reference":"ABCD-2345","service":"parking","state":"ended","adviser_id":null}""",
        "attribute-missing"
    )]
    [InlineData(
        """{"reference":"ABCD-2345","service":"parking","state":"ended","adviser_id":null,"flagged":"yes"}""",
        "attribute-mistyped"
    )]
    [InlineData("{}", "attribute-missing")]
    public void A_resource_attribute_that_cannot_be_used_denies(string properties, string reason)
    {
        var question = Permitted.Question() with { Resource = Parse(properties) };
        AssertDenied(question, reason);
    }

    [Theory]
    [InlineData("{}", "attribute-missing")]
    [InlineData("""{"purpose":null}""", "attribute-missing")]
    [InlineData("""{"purpose":7}""", "attribute-mistyped")]
    [InlineData("""{"purpose":"\ud800"}""", "attribute-mistyped")]
    [InlineData("""{"purpose":"complaint","case_reference":"\ud800"}""", "attribute-mistyped")]
    [InlineData("""{"purpose":"complaint","case_reference":["C/1"]}""", "attribute-mistyped")]
    [InlineData("""{"purpose":"complaint","case_reference":"C/1"}""", "obligation-not-understood")]
    [InlineData(
        """{"purpose":"complaint","case_reference":"C/1","obligations_understood":"all"}""",
        "attribute-mistyped"
    )]
    [InlineData("""{"purpose":"legal-requirement","order_reference":1}""", "attribute-mistyped")]
    public void A_context_attribute_that_cannot_be_used_denies(string context, string reason) =>
        AssertDenied(Permitted.Question() with { Context = Parse(context) }, reason);

    private static Attributes Parse(string json) =>
        new(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json));

    private static void AssertDenied(Question question, string reason)
    {
        var verdict = Evaluator.Evaluate(Scenario.Policy, question, Permitted.Facts(), DateTimeOffset.UnixEpoch);
        Assert.False(verdict.Permit);
        Assert.Equal(reason, verdict.ReasonCode);
    }

    private static void AssertDenied(Scenario scenario, string reason, string clause)
    {
        var verdict = scenario.Decide();
        Assert.False(verdict.Permit);
        Assert.Equal((reason, clause), (verdict.ReasonCode, verdict.Clause));
        Assert.Empty(verdict.Obligations);
    }
}
