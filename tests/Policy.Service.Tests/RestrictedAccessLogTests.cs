using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.Policy.Service.AccessLog;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// Law 7: what a lawful restriction withholds is in nothing of the resident's access log, until the restriction ends or is
/// lifted.
/// </summary>
public sealed class RestrictedAccessLogTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";
    private const string Nothing = """{"uses":[],"more":false,"ownCopyAt":null}""";

    private readonly Guid _chat = Guid.CreateVersion7();

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);
    private string ApproverToken => application.Issuer.Staff("the-approver", ["approver"]);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law_7_What_is_restricted_is_seen_when_the_restriction_is_lifted()
    {
        var decision = await PermitAsync();
        var restriction = await RequestAsync(decision);
        await AnswerAsync(restriction, "confirm");
        var index = await ReadAsync(decision);
        // The log is the one of a chat that nobody has ever heard of, byte by byte.
        Assert.Equal(Nothing, await LogAsync());

        await AnswerAsync(restriction, "lift");

        Assert.Equal([index], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task Law_7_What_is_restricted_is_seen_from_its_date_on()
    {
        var decision = await PermitAsync();
        await AnswerAsync(await RequestAsync(decision), "confirm");
        var index = await ReadAsync(decision);

        application.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(Nothing, await LogAsync());
        application.Clock.Advance(TimeSpan.FromHours(26));

        Assert.Equal([index], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task Law_7_What_a_legal_order_forbids_to_tell_is_restricted_and_otherwise_seen_at_once()
    {
        Task<Guid> OrderedAsync() =>
            application.RestrictedPermitAsync(
                Officer,
                _chat,
                obligation: "register-disclosure",
                purpose: "legal-requirement"
            );
        var forbidden = await OrderedAsync();
        await AnswerAsync(await RequestAsync(forbidden), "confirm");
        await ReadAsync(forbidden);
        Assert.Equal(Nothing, await LogAsync());

        var told = await ReadAsync(await OrderedAsync());

        Assert.Equal([told], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task What_is_restricted_leaves_no_gap_among_what_is_seen_and_comes_to_its_place()
    {
        var seen = await PermitAsync("time-limit");
        var first = await ReadAsync(seen);
        var restricted = await PermitAsync();
        var restriction = await RequestAsync(restricted);
        await AnswerAsync(restriction, "confirm");
        var before = await LogAsync();
        var second = await ReadAsync(restricted);
        Assert.Equal(before, await LogAsync());
        var third = await ReadAsync(seen);
        Assert.Equal([third, first], Indexes(await LogAsync()));

        await AnswerAsync(restriction, "lift");

        Assert.Equal([third, second, first], Indexes(await LogAsync()));
    }

    [Fact]
    public async Task What_is_restricted_does_not_count_for_whether_there_is_more()
    {
        var seen = await PermitAsync("time-limit");
        await Task.WhenAll(Enumerable.Range(0, 199).Select(_ => ReadAsync(seen)));
        var restricted = await PermitAsync();
        var restriction = await RequestAsync(restricted);
        await AnswerAsync(restriction, "confirm");
        await ReadAsync(restricted);
        var last = await ReadAsync(seen);
        await ReadAsync(restricted);

        var log = JsonElement.Parse(await LogAsync());

        Assert.Equal(200, log.GetProperty("uses").GetArrayLength());
        Assert.Equal(last, log.GetProperty("uses")[0].GetProperty("ledgerIndex").GetInt64());
        Assert.False(log.GetProperty("more").GetBoolean());
        await AnswerAsync(restriction, "lift");
        Assert.True(JsonElement.Parse(await LogAsync()).GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task What_is_restricted_and_read_while_the_log_is_read_is_not_in_it()
    {
        var decision = await PermitAsync();
        var restriction = await RequestAsync(decision);
        var known = application.Services.GetRequiredService<IServiceScopeFactory>();
        await using var scope = known.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<DbContextOptions<PolicyContext>>();
        var meanwhile = new BeforeSecondQuery(async () =>
        {
            await AnswerAsync(restriction, "confirm");
            await ReadAsync(decision);
        });
        await using var database = new PolicyContext(
            new DbContextOptionsBuilder<PolicyContext>(options).AddInterceptors(meanwhile).Options
        );
        var reader = new AccessLogReader(
            database,
            scope.ServiceProvider.GetRequiredService<PolicyCatalogue>(),
            application.Clock
        );

        var log = await reader.ReadAsync(_chat, Ending);

        Assert.True(meanwhile.Done);
        Assert.Empty(log.Uses);
    }

    private Task<Guid> PermitAsync(string obligation = "restricted-notice") =>
        application.RestrictedPermitAsync(Officer, _chat, obligation: obligation);

    private async Task<Guid> RequestAsync(Guid decision)
    {
        var response = await application.PostAsync(
            "/api/restrictions",
            new
            {
                decisionId = decision,
                ground = "crime-prevention",
                authority = "ORDER/7",
                endsOn = DateOnly
                    .FromDateTime(application.Clock.GetUtcNow().UtcDateTime.AddDays(2))
                    .ToString("O", CultureInfo.InvariantCulture),
            },
            OfficerToken
        );
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private async Task AnswerAsync(Guid id, string answer)
    {
        var response = await application.PostAsync($"/api/restrictions/{id}/{answer}", null, ApproverToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <returns>The entry of the reading.</returns>
    private async Task<long> ReadAsync(Guid decision)
    {
        var outcome = await application
            .Services.GetRequiredService<SharedCommits>()
            .CommitAsync(
                new PendingReading(
                    LedgerKinds.Read,
                    decision,
                    _chat,
                    PolicyApplication.RecordingClient,
                    RestrictedPermits.Holder(Officer),
                    Ending
                )
            );
        Assert.Equal(ReadingResult.Testified, outcome.Result);
        return outcome.Index!.Value;
    }

    private async Task<string> LogAsync()
    {
        var response = await application.GetAsync(
            $"/api/access-log?chatId={_chat}",
            application.Issuer.Service(PolicyApplication.RecordingClient)
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Ending);
    }

    private static IEnumerable<long> Indexes(string log) =>
        JsonElement
            .Parse(log)
            .GetProperty("uses")
            .EnumerateArray()
            .Select(use => use.GetProperty("ledgerIndex").GetInt64());

    /// <summary>Lets something happen between the first query and the next.</summary>
    private sealed class BeforeSecondQuery(Func<Task> happen) : DbCommandInterceptor
    {
        private int _queries;

        public bool Done { get; private set; }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (Interlocked.Increment(ref _queries) == 2)
            {
                await happen();
                Done = true;
            }
            return result;
        }
    }
}
