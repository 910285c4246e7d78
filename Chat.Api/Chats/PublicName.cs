namespace WebchatAspire.Chat.Api.Chats;

/// <summary>What residents, and the record, know an adviser as: the first name. Their subject id says who it is.</summary>
internal static class PublicName
{
    private const string Nameless = "Adviser";

    public static string Of(string? fullName) =>
        (fullName ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            is [var first, ..]
            ? first
            : Nameless;
}
