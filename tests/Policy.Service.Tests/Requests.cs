using System.Net;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The requests that the recording service sends, and the case that permits one.</summary>
internal static class Requests
{
    public static object Retrieval(
        string subject,
        Guid chatId,
        string reference,
        string? caseReference,
        string purpose = "complaint",
        string? adviser = null,
        bool flagged = false,
        string[]? understood = null
    ) =>
        new
        {
            subject = new { type = "staff", id = subject },
            action = new { name = "retrieve" },
            resource = new
            {
                type = "recording",
                id = chatId.ToString(),
                properties = new
                {
                    reference,
                    service = "housing-repairs",
                    state = "ended",
                    adviser_id = adviser,
                    flagged,
                },
            },
            context = new
            {
                purpose,
                case_reference = caseReference,
                justification = "Marked justification",
                obligations_understood = understood ?? ["step-up", "mask-third-parties", "time-limit"],
            },
        };

    public static object OwnCopy(Guid chatId, Guid? subject = null, bool identityChecked = true) =>
        new
        {
            subject = new { type = "resident", id = (subject ?? chatId).ToString() },
            action = new { name = "retrieve" },
            resource = new
            {
                type = "recording",
                id = chatId.ToString(),
                properties = new
                {
                    reference = "ABCD-2345",
                    service = "parking",
                    state = "ended",
                    adviser_id = (string?)null,
                    flagged = false,
                },
            },
            context = new
            {
                purpose = "subject-access",
                identity_checked = identityChecked,
                obligations_understood = new[] { "step-up", "mask-third-parties", "time-limit" },
            },
        };

    /// <summary>Opens a complaint about a chat, as the supervisor.</summary>
    /// <returns>The id of the case.</returns>
    public static async Task<Guid> OpenCaseAsync(
        this PolicyApplication application,
        string caseReference,
        string chatReference,
        string opener = "the-supervisor",
        string kind = "complaint"
    )
    {
        var response = await application.PostAsync(
            "/api/cases",
            new
            {
                kind,
                reference = caseReference,
                chatReferences = new[] { chatReference },
            },
            application.Issuer.Staff(opener, ["supervisor", "records-officer"])
        );
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }
}
