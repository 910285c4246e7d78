namespace WebchatAspire.Web.Frontend.Resources;

/// <summary>
/// Names what the staff's pages say otherwise than the residents' in the parts that both share. In English only.
/// </summary>
internal sealed class StaffTexts;
