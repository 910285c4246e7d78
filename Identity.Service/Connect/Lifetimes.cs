namespace WebchatAspire.Identity.Service.Connect;

/// <summary>How long what this provider gives out is good for.</summary>
internal static class Lifetimes
{
    /// <summary>Roles that were taken away are gone after this time at the latest.</summary>
    public static readonly TimeSpan AccessToken = TimeSpan.FromMinutes(10);

    /// <summary>A working day: then the person signs in again, however busy the session was.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromHours(12);
}
