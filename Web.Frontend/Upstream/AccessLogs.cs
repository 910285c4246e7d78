using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>Who used the recording of one chat, as its resident may know it now.</summary>
public sealed record ResidentAccessLog(string Reference, string Service, AccessLogAnswer Log);
