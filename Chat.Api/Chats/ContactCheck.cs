using System.Net.Mail;
using PhoneNumbers;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Messages;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>The contact by which a resident can be answered: an e-mail address or a telephone number.</summary>
internal static class ContactCheck
{
    private const int MaxLength = 200;
    private const string HomeRegion = "GB";

    /// <param name="required">Whether it has to be there, because nobody answers in the chat.</param>
    public static Fault? Check(IncomingText incoming, bool required, out string? contact)
    {
        if (MessageText.CheckOptionalLine(incoming, "contact", MaxLength, out contact) is { } fault)
        {
            return fault;
        }
        return contact switch
        {
            null when required => Fault.Invalid(
                "contact-missing",
                "Say an e-mail address or a telephone number by which you can be answered.",
                "contact",
                MaxLength
            ),
            null => null,
            _ when IsEmail(contact) || IsPhone(contact) => null,
            _ => Fault.Invalid(
                "contact-invalid",
                "This is neither an e-mail address nor a telephone number.",
                "contact",
                MaxLength
            ),
        };
    }

    private static bool IsEmail(string contact) =>
        MailAddress.TryCreate(contact, out var address)
        && address.Address == contact
        && address.Host.Contains('.', StringComparison.Ordinal);

    private static bool IsPhone(string contact)
    {
        try
        {
            var phones = PhoneNumberUtil.GetInstance();
            return phones.IsValidNumber(phones.Parse(contact, HomeRegion));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
