using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>How long somebody counts as being there; section <c>Presence</c>.</summary>
internal sealed class PresenceOptions
{
    public const string Section = "Presence";

    private const string Least = "00:00:01";
    private const string Most = "1.00:00:00";

    /// <summary>An adviser's live connection is lost: after this their chats go back to the queue.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan AdviserGone { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The same for an adviser without scripts, since they last loaded a page.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan AdviserGoneWithoutScripts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A waiting resident's live connection is lost: after this the chat is abandoned.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan ResidentGone { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same for a resident without scripts, since they last loaded a page.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan ResidentGoneWithoutScripts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The live connection of somebody who follows a chat is lost: after this they follow it no longer.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan MonitorGone { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The same for somebody who follows without scripts, since they last loaded the page.</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan MonitorGoneWithoutScripts { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a replica says who is connected to it.</summary>
    public TimeSpan Heartbeat => AdviserGone / 5 < Longest ? AdviserGone / 5 : Longest;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
}
