namespace WebchatAspire.Web.Frontend.Staff.Ledger;

/// <summary>
/// Leads from an entry to its trace. <c>Dashboard:Url</c> is the Aspire dashboard's address; without one there are no links.
/// </summary>
internal sealed class TraceLinks(IConfiguration configuration)
{
    private readonly string? _dashboard =
        Uri.TryCreate(configuration["Dashboard:Url"], UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : null;

    public string? For(string? traceId) =>
        _dashboard is null || string.IsNullOrEmpty(traceId)
            ? null
            : $"{_dashboard}/traces/detail/{Uri.EscapeDataString(traceId)}";
}
