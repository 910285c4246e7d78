namespace WebchatAspire.Chat.Api.Availability;

/// <summary>What the operator says over the policy's opening hours; section <c>Hours</c>.</summary>
internal sealed class HoursOptions
{
    public const string Section = "Hours";

    private const string Every = "*";

    /// <summary>Services that are open at all times, by slug; <c>*</c> for all.</summary>
    public string[] AlwaysOpen { get; init; } = [];

    /// <summary>Services that are closed until further notice. It wins over the other.</summary>
    public string[] Closed { get; init; } = [];

    public bool IsClosed(string service) => Names(Closed, service);

    public bool IsAlwaysOpen(string service) => Names(AlwaysOpen, service);

    private static bool Names(string[] services, string service) =>
        services.Contains(service, StringComparer.Ordinal) || services.Contains(Every, StringComparer.Ordinal);
}
