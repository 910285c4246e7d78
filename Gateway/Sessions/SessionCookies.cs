namespace WebchatAspire.Gateway.Sessions;

/// <summary>Names of the cookies that the gateway knows.</summary>
internal static class SessionCookies
{
    /// <summary>The session of a member of staff: nothing but the protected key of a ticket in Redis.</summary>
    public const string Session = "webchat-session";

    /// <summary>What a sign-in under way needs; only this browser can finish what it began.</summary>
    public const string SignInPrefix = "webchat-signin-";

    /// <summary>Every cookie of this system that lets its bearer in somewhere, a resident's chat included.</summary>
    public static bool IsCredential(string name) => name.StartsWith("webchat-", StringComparison.Ordinal);

    /// <summary>The gateway's own, which no upstream service gets to see.</summary>
    public static bool IsGatewayOnly(string name) =>
        name.StartsWith(Session, StringComparison.Ordinal) || name.StartsWith(SignInPrefix, StringComparison.Ordinal);
}
