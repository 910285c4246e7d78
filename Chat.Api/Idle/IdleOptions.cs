using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.Chat.Api.Idle;

/// <summary>When a chat in which nobody writes is ended; section <c>Idle</c>.</summary>
internal sealed class IdleOptions
{
    public const string Section = "Idle";

    /// <summary>Silence after which both are warned.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WarnAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Silence after the warning that ends the chat.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EndAfter { get; init; } = TimeSpan.FromMinutes(5);
}
