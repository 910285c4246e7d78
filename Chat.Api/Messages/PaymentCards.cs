using WebchatAspire.ServiceDefaults.PersonalData;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Masks payment card numbers, so that none gets into the record (PCI DSS 3.5 allows the last four digits to stay). Only
/// what an issuer hands out is masked, so a council's own reference survives.
/// </summary>
internal static class PaymentCards
{
    private const int Kept = 4;

    /// <summary>The text with all digits of card numbers but the last four as asterisks; its length stays.</summary>
    public static string Mask(string text)
    {
        char[]? masked = null;
        foreach (var (start, end) in PaymentCardNumbers.Find(text))
        {
            masked ??= text.ToCharArray();
            Hide(masked, start, end);
        }
        return masked is null ? text : new string(masked);
    }

    /// <summary>Masks the digits of one number, all but its last <paramref name="kept"/>.</summary>
    public static void Hide(char[] text, int start, int end, int kept = Kept)
    {
        var seen = 0;
        for (var i = end - 1; i >= start; i--)
        {
            if (char.IsDigit(text[i]) && seen++ >= kept)
            {
                text[i] = '*';
            }
        }
    }
}
