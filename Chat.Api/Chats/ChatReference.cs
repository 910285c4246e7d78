using System.Security.Cryptography;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>
/// The name of a chat that people read aloud: two groups of four out of 30 letters and digits, none of which looks or
/// is written like another (no 0, 1, I, L, O, U). 30^8, about 650 thousand million; the record refuses a taken one.
/// </summary>
internal static class ChatReference
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Create() =>
        $"{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 4)}";
}
