using System.Net;
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
        var before = await SizeAsync();
        var decisions = await DecisionsAsync();
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
        Assert.Equal(code, (await PolicyApplication.ReadAsync(failed)).GetProperty("code").GetString());
        Assert.Equal(before, await SizeAsync());
        Assert.Equal(decisions, await DecisionsAsync());

        var healed = await PolicyApplication.ReadAsync(await application.EvaluateAsync(request, OfficerToken));
        Assert.Equal(before, healed.GetProperty("context").GetProperty("ledger_index").GetInt64());
    }

    [Fact]
    public async Task When_the_database_is_away_nothing_is_permitted()
    {
        await using var lonely = application.Start("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        using var client = lonely.CreateClient();

        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.NewGuid()), client: client);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            "ledger-unavailable",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
    }

    private Task<long> DecisionsAsync() =>
        application.Database.QueryAsync<long>("select count(*) from policy.decisions");

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");
}
