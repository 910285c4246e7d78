using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>Section <c>Queues</c>.</summary>
internal sealed class QueueOptions
{
    public const string Section = "Queues";

    /// <summary>From so many on, who comes can only leave a message.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; init; } = 100;
}
