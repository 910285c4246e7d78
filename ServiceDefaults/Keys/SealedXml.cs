using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace WebchatAspire.ServiceDefaults.Keys;

/// <summary>Seals the data protection key ring with the service's <see cref="KeyProtector"/> before it is stored.</summary>
internal sealed class SealedXmlEncryptor(KeyProtector protector) : IXmlEncryptor
{
    public static ReadOnlySpan<byte> Place => "data-protection"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var element = new XElement("sealed", Convert.ToBase64String(protector.Seal(plain, Place)));
        return new EncryptedXmlInfo(element, typeof(SealedXmlDecryptor));
    }
}

/// <summary>Opens it again. Data protection makes it by name from what the stored element says.</summary>
internal sealed class SealedXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var protector = services.GetRequiredService<KeyProtector>();
        var plain = protector.Open(Convert.FromBase64String(encryptedElement.Value), SealedXmlEncryptor.Place);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

public static class KeyProtectionExtensions
{
    /// <summary>Stores the key ring sealed. Needs a <see cref="KeyProtector"/> among the services.</summary>
    public static IDataProtectionBuilder SealKeys(this IDataProtectionBuilder builder)
    {
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<KeyProtector>((options, protector) => options.XmlEncryptor = new SealedXmlEncryptor(protector));
        return builder;
    }
}
