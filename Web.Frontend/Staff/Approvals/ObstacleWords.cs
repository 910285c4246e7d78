using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Staff.Approvals;

/// <summary>Why somebody cannot be the second person.</summary>
internal static class ObstacleWords
{
    public static string For(string obstacle) =>
        obstacle switch
        {
            ReasonCodes.OwnRequest => "This is your own. Somebody else has to decide it.",
            ReasonCodes.CaseOpenedByRequester =>
                "You opened this case or linked the chat to it. Somebody else has to decide the request.",
            ReasonCodes.Participant => "You were the adviser of this chat. Somebody else has to decide.",
            ReasonCodes.ServiceNotAllowed => "The chat belongs to a service that you do not work for.",
            _ => "Your roles may not decide this.",
        };
}
