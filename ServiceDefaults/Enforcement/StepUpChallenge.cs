using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;

namespace WebchatAspire.ServiceDefaults.Enforcement;

/// <summary>How recently, and how, somebody has to have signed in before they are permitted what they asked for.</summary>
/// <param name="MaxAge">In seconds.</param>
/// <param name="Acr">The authentication context that the provider has to reach; null where any will do.</param>
public sealed record StepUpChallenge(int MaxAge, string? Acr)
{
    private const int MaxMinutes = 24 * 60;

    /// <returns>Null when the denial is for another reason, or does not say what it asks for.</returns>
    public static StepUpChallenge? Of(string reasonCode, IEnumerable<Obligation> obligations)
    {
        if (reasonCode != ReasonCodes.StepUpNeeded)
        {
            return null;
        }
        var asked = obligations.FirstOrDefault(obligation => obligation.Id == StepUp.ObligationId);
        if (
            asked?.Properties is not { } properties
            || !properties.TryGetValue("minutes", out var said)
            || said.ValueKind != JsonValueKind.Number
            || !said.TryGetInt32(out var minutes)
            || minutes is < 0 or > MaxMinutes
        )
        {
            return null;
        }
        return !properties.TryGetValue("acr", out var acr) ? new StepUpChallenge(minutes * 60, Acr: null)
            : acr.ValueKind == JsonValueKind.String ? new StepUpChallenge(minutes * 60, acr.GetString())
            : null;
    }

    /// <summary>Tells any client of OAuth what it has to do (RFC 9470).</summary>
    public void AddTo(HttpResponse response)
    {
        var parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"error=\"insufficient_user_authentication\", max_age=\"{MaxAge}\""
        );
        response.Headers[HeaderNames.WWWAuthenticate] =
            $"Bearer {parameters}" + (Acr is null ? "" : $", acr_values=\"{Acr}\"");
    }
}
