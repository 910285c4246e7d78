namespace WebchatAspire.Web.Frontend.Resources;

/// <summary>Names the residents' texts: the .resx files beside this one, English in the one without a language.</summary>
internal sealed class ResidentTexts;
