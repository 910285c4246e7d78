using Microsoft.Extensions.Compliance.Classification;

namespace WebchatAspire.ServiceDefaults.Telemetry;

/// <summary>How sensitive a value is. A classified value that reaches a log comes out as nothing.</summary>
public static class WebchatTaxonomy
{
    private const string Name = "WebchatAspire";

    public static DataClassification PersonalData => new(Name, nameof(PersonalData));
    public static DataClassification Secret => new(Name, nameof(Secret));
}

/// <summary>Marks a log parameter that says something about a person.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class PersonalDataAttribute() : DataClassificationAttribute(WebchatTaxonomy.PersonalData);

/// <summary>Marks a log parameter that opens something.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class SecretAttribute() : DataClassificationAttribute(WebchatTaxonomy.Secret);
