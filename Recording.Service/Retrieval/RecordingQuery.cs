using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>What recordings to list, as it stands in the address.</summary>
/// <param name="From">The first day, <c>yyyy-MM-dd</c> in United Kingdom time.</param>
/// <param name="To">The last day, included.</param>
/// <param name="Flagged"><c>true</c> for those in which somebody flagged the other side's conduct (P7).</param>
/// <param name="Outcome">How the chat ended, by its code.</param>
/// <param name="After">A previous page's <c>next</c>.</param>
internal sealed record RecordingQuery(
    string? Reference,
    string? Service,
    string? From,
    string? To,
    string? Flagged,
    string? Outcome,
    string? After,
    string? Limit
)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>A problem that names the field and its limit, or null.</summary>
    public ProblemHttpResult? Check(out RecordingSearch search)
    {
        search = new RecordingSearch(null, null, null, null, null, null, null, DefaultLimit);
        var reference = Given(Reference)?.ToUpperInvariant();
        if (reference is not null && !Formats.IsReference(reference))
        {
            return Problem.Invalid(
                "reference-invalid",
                "A reference looks like 7KQ2-M4XD.",
                "reference",
                Formats.ReferenceLength
            );
        }
        var service = Given(Service);
        if (service is not null && !Formats.IsService(service))
        {
            return Problem.Invalid(
                "service-invalid",
                "State the service by its id: small letters, digits and hyphens.",
                "service",
                Formats.MaxServiceLength
            );
        }
        if (!Day(From, 0, out var from))
        {
            return Problem.Invalid("date-invalid", "State the day as yyyy-MM-dd.", "from");
        }
        if (!Day(To, 1, out var until))
        {
            return Problem.Invalid("date-invalid", "State the day as yyyy-MM-dd.", "to");
        }
        if (!FlagOf(Flagged, out var flagged))
        {
            return Problem.Invalid("flagged-invalid", "Say true, false or nothing.", "flagged");
        }
        var outcome = Given(Outcome);
        if (outcome is not null && !Formats.IsOutcome(outcome))
        {
            return Problem.Invalid(
                "outcome-invalid",
                $"State the outcome by its code: {Formats.OutcomeLimit}.",
                "outcome"
            );
        }
        if (!PageKey.TryParse(After, out var after))
        {
            return Problem.Invalid("page-invalid", "Take 'after' from a previous page's 'next'.", "after");
        }
        var limit = DefaultLimit;
        if (
            !string.IsNullOrEmpty(Limit)
            && (
                !int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is 0 or > MaxLimit
            )
        )
        {
            return Problem.Invalid("limit-invalid", $"A page has 1 to {MaxLimit} recordings.", "limit", MaxLimit);
        }
        search = new RecordingSearch(reference, service, from, until, flagged, outcome, after, limit);
        return null;
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool FlagOf(string? value, out bool? flagged)
    {
        flagged = bool.TryParse(value, out var given) ? given : null;
        return flagged is not null || string.IsNullOrWhiteSpace(value);
    }

    private static bool Day(string? value, int daysLater, out DateTimeOffset? start)
    {
        start = null;
        if (string.IsNullOrWhiteSpace(value))
        {
            return true;
        }
        if (
            !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is < 2000 or > 9000
        )
        {
            return false;
        }
        var midnight = day.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        start = new DateTimeOffset(midnight, UnitedKingdom.GetUtcOffset(midnight)).ToUniversalTime();
        return true;
    }

    private static TimeZoneInfo UnitedKingdom { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
}

/// <summary>A checked <see cref="RecordingQuery"/>.</summary>
internal sealed record RecordingSearch(
    string? Reference,
    string? Service,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    bool? Flagged,
    string? Outcome,
    PageKey? After,
    int Limit
)
{
    /// <summary>Newest first, from the index, as far into the list as one likes.</summary>
    /// <param name="services">Only these services; null for all.</param>
    public IQueryable<ChatRow> On(IQueryable<ChatRow> chats, string[]? services)
    {
        if (services is not null)
        {
            chats = chats.Where(chat => services.Contains(chat.Service));
        }
        if (Reference is not null)
        {
            chats = chats.Where(chat => chat.Reference == Reference);
        }
        if (Service is not null)
        {
            chats = chats.Where(chat => chat.Service == Service);
        }
        if (From is { } from)
        {
            chats = chats.Where(chat => chat.StartedAt >= from);
        }
        if (Until is { } until)
        {
            chats = chats.Where(chat => chat.StartedAt < until);
        }
        if (Flagged is { } flagged)
        {
            // Without a parameter, so that the index of flagged chats fits.
            chats = flagged ? chats.Where(chat => chat.Flagged) : chats.Where(chat => !chat.Flagged);
        }
        if (Outcome is not null)
        {
            chats = chats.Where(chat => chat.Outcome == Outcome);
        }
        if (After is { } after)
        {
            chats = chats.Where(chat =>
                EF.Functions.LessThan(
                    ValueTuple.Create(chat.StartedAt, chat.ChatId),
                    ValueTuple.Create(after.StartedAt, after.ChatId)
                )
            );
        }
        return chats.OrderByDescending(chat => chat.StartedAt).ThenByDescending(chat => chat.ChatId);
    }
}

/// <summary>Where a page ended. As text it is opaque: 24 bytes in base64url.</summary>
internal sealed record PageKey(DateTimeOffset StartedAt, Guid ChatId)
{
    private const int Length = 24;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, StartedAt.UtcTicks);
        ChatId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string? text, out PageKey? key)
    {
        key = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }
        Span<byte> bytes = stackalloc byte[Length];
        if (
            text.Length != Length / 3 * 4
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Length
            || BinaryPrimitives.ReadInt64BigEndian(bytes) is not (>= 0 and var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
        )
        {
            return false;
        }
        key = new PageKey(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..], bigEndian: true));
        return true;
    }
}
