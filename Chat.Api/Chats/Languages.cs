namespace WebchatAspire.Chat.Api.Chats;

/// <summary>The languages that the pages for residents are in, as BCP 47 tags.</summary>
internal static class Languages
{
    public static readonly IReadOnlyList<string> All = ["en", "cy", "pl", "so", "ar", "fr", "es"];

    public static bool IsKnown(string tag) => All.Contains(tag, StringComparer.Ordinal);
}
