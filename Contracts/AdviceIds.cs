namespace WebchatAspire.Contracts.Policy;

/// <summary>What could be done about a denial. Part of the interface, as <see cref="ReasonCodes"/> are; none has to be followed.</summary>
public static class AdviceIds
{
    /// <summary>A person in one of the <c>roles</c> could approve.</summary>
    public const string AskForApproval = "ask-for-approval";

    /// <summary>The person in one of the <c>roles</c> who took part could agree.</summary>
    public const string AskForAgreement = "ask-for-agreement";

    /// <summary>An open case of the <c>kind</c>, linked to the recording, would be needed.</summary>
    public const string NameOpenCase = "name-open-case";

    /// <summary>Somebody else than the subject would have to open the case of the <c>kind</c>.</summary>
    public const string CaseOfSomebodyElse = "case-of-somebody-else";

    /// <summary>Somebody in one of the <c>roles</c> could ask.</summary>
    public const string AskRoleHolder = "ask-role-holder";

    /// <summary>The enforcement point has to tell the <c>attribute</c>, in its documented type.</summary>
    public const string SupplyAttribute = "supply-attribute";

    /// <summary>The enforcement point would have to understand the <c>obligations</c>.</summary>
    public const string UnderstandObligations = "understand-obligations";
}
