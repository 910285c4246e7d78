namespace WebchatAspire.Chat.Api.Record;

/// <summary>How long the record may take before a caller is told that it is away.</summary>
internal static class Deadlines
{
    /// <summary>One change or one page. Somebody is looking at the screen.</summary>
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(5);

    /// <summary>The whole list of live chats, for a rebuild.</summary>
    private static readonly TimeSpan List = TimeSpan.FromSeconds(60);

    public static DateTime ForCall(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime + Call;

    public static DateTime ForList(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime + List;
}
