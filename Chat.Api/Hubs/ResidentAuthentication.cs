using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// Signs a resident in to the hub by the secret of the chat that the query names. It opens the connection and no more;
/// each chat is checked again when it is joined.
/// </summary>
internal sealed class ResidentAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    LiveState live
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Resident";
    public const string ChatQuery = "chat";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Guid.TryParse(Request.Query[ChatQuery], out var chatId))
        {
            return AuthenticateResult.NoResult();
        }
        try
        {
            var chat = await live.FindAsync(chatId, Context.RequestAborted);
            return chat is not null && ResidentSecret.Matches(ResidentSecret.From(Request, chatId), chat.SecretHash)
                ? AuthenticateResult.Success(new AuthenticationTicket(Resident(), Name))
                : AuthenticateResult.Fail(Fault.ChatNotFound.Detail);
        }
        catch (Exception exception) when (StoreFailure.FaultOf(exception) is not null)
        {
            // Fail closed. The client tries to connect again, as it does after every lost connection.
            return AuthenticateResult.Fail(exception);
        }
    }

    private static ClaimsPrincipal Resident() => new(new ClaimsIdentity(Name));
}
