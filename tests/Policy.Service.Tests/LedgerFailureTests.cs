using System.Net;
using Npgsql;
using WebchatAspire.Policy.Service.Publication;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Law 3: what is not in the ledger is not permitted.</summary>
public sealed class LedgerFailureTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);

    /// <summary>A disk that is full is an outage, and trying again is right; a statement that is refused is a fault of ours.</summary>
    [Theory]
    [InlineData("CMP/7", "disk_full", HttpStatusCode.ServiceUnavailable, "ledger-unavailable")]
    [InlineData("CMP/8", "raise_exception", HttpStatusCode.InternalServerError, "internal-error")]
    [InlineData("CMP/9", "check_violation", HttpStatusCode.InternalServerError, "internal-error")]
    public async Task When_the_ledger_cannot_be_committed_nothing_is_permitted(
        string caseReference,
        string failure,
        HttpStatusCode status,
        string code
    )
    {
        await application.OpenCaseAsync(caseReference, "AAAA-7777");
        var request = Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-7777", caseReference);
        var (before, decided) = (await SizeAsync(), await DecidedAsync());
        await application.Database.ExecuteAsync(
            $"""
            create function public.fail() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = '{failure}'; end $$;
            create constraint trigger fail after insert on ledger.details deferrable initially deferred
                for each row execute function public.fail();
            """
        );

        var failed = await application.EvaluateAsync(request, OfficerToken);
        await application.Database.ExecuteAsync("drop function public.fail() cascade");

        Assert.Equal(status, failed.StatusCode);
        Assert.Equal(code, await CodeAsync(failed));
        Assert.Equal(before, await SizeAsync());
        Assert.Equal(decided, await DecidedAsync());

        var healed = await PolicyApplication.ReadAsync(await application.EvaluateAsync(request, OfficerToken));
        Assert.Equal(before, healed.GetProperty("context").GetProperty("ledger_index").GetInt64());
    }

    [Fact]
    public async Task When_the_database_is_away_nothing_is_permitted()
    {
        var direct = new NpgsqlConnectionStringBuilder(application.Database.App);
        await using var cable = new Cable(direct.Host!, direct.Port);
        var connection = new NpgsqlConnectionStringBuilder(application.Database.App)
        {
            Host = "127.0.0.1",
            Port = cable.Port,
            Timeout = 2,
        };
        await using var cut = application.Start(connection.ConnectionString);
        using var client = cut.CreateClient();
        cable.Cut();

        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.NewGuid()), client: client);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("ledger-unavailable", await CodeAsync(response));
    }

    /// <summary>A start without the store does not fail, and permits nothing; it heals by itself.</summary>
    [Fact]
    public async Task Before_the_published_policies_could_be_read_nothing_is_permitted()
    {
        var direct = new NpgsqlConnectionStringBuilder(application.Database.App);
        await using var cable = new Cable(direct.Host!, direct.Port);
        cable.Cut();
        var connection = new NpgsqlConnectionStringBuilder(application.Database.App)
        {
            Host = "127.0.0.1",
            Port = cable.Port,
            Timeout = 2,
        };
        await using var lonely = application.Start(connection.ConnectionString);
        using var client = lonely.CreateClient();

        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.NewGuid()), client: client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("ledger-unavailable", await CodeAsync(response));

        cable.Mend();
        await Until.TrueAsync(async () =>
        {
            application.Clock.Advance(CatalogueWatch.Interval);
            using var healed = await application.EvaluateAsync(Requests.OwnCopy(Guid.NewGuid()), client: client);
            return healed.IsSuccessStatusCode;
        });
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString();

    private Task<long> DecidedAsync() => application.Database.QueryAsync<long>("select count(*) from policy.decisions");

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");
}
