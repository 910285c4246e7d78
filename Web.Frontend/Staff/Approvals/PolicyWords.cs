using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Staff.Approvals;

internal static class PolicyWords
{
    /// <summary>A purpose in the policy's words; one of an earlier version goes by its id.</summary>
    public static string PurposeLabel(this PublishedPolicy policy, string id) =>
        policy.Purposes.FirstOrDefault(purpose => purpose.Id == id)?.Label ?? id;
}
