using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>P18: one adviser agrees to the training use of one anonymised copy, and can take that back.</summary>
public sealed class AgreementsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Trainer = "the-trainer";
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string[] Understood = ["anonymise"];

    private readonly Guid _copy = Guid.CreateVersion7();
    private readonly string _adviser = $"adviser-{Guid.NewGuid():n}";

    private string TrainerToken => application.Issuer.Staff(Trainer, ["trainer"]);
    private string AdviserToken => application.Issuer.Staff(_adviser, ["adviser"]);

    [Fact]
    public async Task An_adviser_is_asked_sees_it_gives_it_and_takes_it_back()
    {
        var id = await AskAsync();
        Assert.Equal((true, "asked"), await SeenAsync(id, AdviserToken));
        Assert.Equal((false, "asked"), await SeenAsync(id, TrainerToken));

        Assert.Equal(HttpStatusCode.NoContent, (await GiveAsync(id)).StatusCode);
        Assert.Equal((true, "given"), await SeenAsync(id, AdviserToken));

        Assert.Equal(HttpStatusCode.NoContent, (await AnswerAsync(id, "withdraw")).StatusCode);
        Assert.Equal((false, "withdrawn"), await SeenAsync(id, TrainerToken));
    }

    [Fact]
    public async Task Every_change_is_testified_without_saying_who_or_which_chat()
    {
        var id = await AskAsync();
        await AnswerAsync(id, "refuse");
        await GiveAsync(id);
        await AnswerAsync(id, "withdraw");

        var entries = (await application.Database.EntriesAsync())
            .Select(one => (one.Details, one.Entry, Json: JsonElement.Parse(one.Entry)))
            .Where(one => one.Entry.Contains(id.ToString(), StringComparison.Ordinal))
            .ToList();
        Assert.Equal(
            ["asked", "refused", "given", "withdrawn"],
            entries.Select(one => one.Json.GetProperty("outcome").GetString())
        );
        Assert.All(
            entries,
            one =>
            {
                Assert.Equal("agreement", one.Json.GetProperty("kind").GetString());
                Assert.Equal("P18", one.Json.GetProperty("clause").GetString());
                string[] secrets = [_adviser, Trainer, _copy.ToString(), Hash, "ABCD-2345"];
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, one.Entry, StringComparison.Ordinal));
                Assert.Contains(_adviser, one.Details, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_decision_is_denied_before_the_agreement_and_at_once_after_its_withdrawal()
    {
        var id = await AskAsync();
        Assert.Equal("agreement-needed", await ReasonAsync());

        await GiveAsync(id);
        // What is missing now is the second person.
        Assert.Equal("approval-needed", await ReasonAsync());

        await AnswerAsync(id, "withdraw");
        Assert.Equal("agreement-needed", await ReasonAsync());
    }

    [Fact]
    public async Task An_agreement_is_for_that_copy_that_content_and_that_adviser_only()
    {
        await GiveAsync(await AskAsync());

        Assert.Equal("approval-needed", await ReasonAsync());
        Assert.Equal("agreement-needed", await ReasonAsync(copy: Guid.CreateVersion7()));
        Assert.Equal("agreement-needed", await ReasonAsync(sha256: new string('b', 64)));
        Assert.Equal("agreement-needed", await ReasonAsync(adviser: "another-adviser"));
        Assert.Equal("attribute-missing", await ReasonAsync(sha256: null));
    }

    [Fact]
    public async Task Nobody_but_that_adviser_answers()
    {
        var id = await AskAsync();
        string[] others =
        [
            TrainerToken,
            application.Issuer.Staff("another-adviser", ["adviser"]),
            application.Issuer.Staff("the-supervisor", ["supervisor", "approver", "administrator", "trainer"]),
            application.Issuer.Service("recording"),
        ];

        foreach (var token in others)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GiveAsync(id, token: token)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(id, "refuse", token)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(id, "withdraw", token)).StatusCode);
        }
        Assert.Equal((true, "asked"), await SeenAsync(id, AdviserToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GiveAsync(id, token: "")).StatusCode);
    }

    [Fact]
    public async Task Who_is_not_an_adviser_any_more_can_still_withdraw()
    {
        var id = await AskAsync();
        await GiveAsync(id);

        var answer = await AnswerAsync(id, "withdraw", application.Issuer.Staff(_adviser, ["analyst"]));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("agreement-needed", await ReasonAsync());
    }

    [Fact]
    public async Task What_was_not_shown_cannot_be_agreed_to()
    {
        var id = await AskAsync();

        await AssertProblemAsync(await GiveAsync(id, copy: Guid.CreateVersion7()), 409, "agreement-other-copy");
        await AssertProblemAsync(await GiveAsync(id, sha256: new string('b', 64)), 409, "agreement-other-copy");
        await AssertProblemAsync(
            await application.PostAsync($"/api/agreements/{id}/give", new { copyId = _copy }, AdviserToken),
            400,
            "copy-hash-malformed"
        );
        await AssertProblemAsync(
            await application.PostAsync($"/api/agreements/{id}/give", new { copySha256 = Hash }, AdviserToken),
            400,
            "copy-missing"
        );
        Assert.Equal((true, "asked"), await SeenAsync(id, AdviserToken));
    }

    [Fact]
    public async Task An_answer_out_of_turn_changes_nothing_and_one_that_is_sent_twice_counts_once()
    {
        var id = await AskAsync();
        await AssertProblemAsync(await AnswerAsync(id, "withdraw"), 409, "agreement-out-of-turn");

        await GiveAsync(id);
        Assert.Equal(HttpStatusCode.NoContent, (await GiveAsync(id)).StatusCode);
        await AssertProblemAsync(await AnswerAsync(id, "refuse"), 409, "agreement-out-of-turn");

        var entries = await application.Database.EntriesAsync();
        Assert.Equal(2, entries.Count(one => one.Entry.Contains(id.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_adviser_is_asked_once_about_each_copy_also_by_two_at_a_time()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(Body())));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.Created),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode)
        );
        await AssertProblemAsync(await PostAsync(Body()), 409, "agreement-exists");
    }

    [Theory]
    [InlineData("copyId", null)]
    [InlineData("copyId", "00000000-0000-0000-0000-000000000000")]
    [InlineData("copySha256", null)]
    [InlineData("copySha256", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("copySha256", "0123")]
    [InlineData("chatReference", null)]
    [InlineData("chatReference", "a person")]
    [InlineData("adviserId", null)]
    [InlineData("adviserId", "")]
    [InlineData("adviserId", "two words")]
    [InlineData("adviserId", "THE-TRAINER")]
    public async Task A_field_that_cannot_be_taken_is_named(string field, string? value)
    {
        var body = JsonSerializer.SerializeToNode(Body())!;
        body[field] = value;

        var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Asking_is_for_trainers_and_a_list_holds_ones_own_only()
    {
        var id = await AskAsync();
        var others = application.Issuer.Staff(
            "x",
            ["adviser", "supervisor", "records-officer", "approver", "analyst", "auditor", "administrator"]
        );

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(Body(), others)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await application.GetAsync("/api/agreements", token: null)).StatusCode
        );
        Assert.DoesNotContain(await ListAsync(others), one => one.GetProperty("id").GetGuid() == id);
    }

    [Fact]
    public async Task A_withdrawal_and_a_decision_come_one_after_the_other()
    {
        var id = await AskAsync();
        await GiveAsync(id);
        await using var source = NpgsqlDataSource.Create(application.Database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // A decision that has looked, and is not committed yet.
        await using var look = new NpgsqlCommand(
            $"select 1 from policy.agreements where id = '{id}' for share",
            connection
        );
        await look.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        var withdrawal = AnswerAsync(id, "withdraw");
        await application.Database.BlockedAsync();
        Assert.False(withdrawal.IsCompleted);

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, (await withdrawal).StatusCode);
    }

    [Theory]
    [InlineData("update policy.agreements set adviser_id = 'x'")]
    [InlineData("update policy.agreements set copy_sha256 = 'x'")]
    [InlineData("update policy.agreements set asked_by = 'x'")]
    [InlineData("delete from policy.agreements")]
    [InlineData("truncate policy.agreements")]
    public async Task The_services_account_has_no_right_to(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            PolicyDatabase.ExecuteAsync(application.Database.App, sql)
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_testified_did_not_happen()
    {
        var id = await AskAsync();
        await GiveAsync(id);
        await application.Database.ExecuteAsync("alter table ledger.details rename to details_away");
        HttpResponseMessage failed;
        try
        {
            failed = await AnswerAsync(id, "withdraw");
        }
        finally
        {
            await application.Database.ExecuteAsync("alter table ledger.details_away rename to details");
        }

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal((true, "given"), await SeenAsync(id, AdviserToken));
    }

    private object Body() =>
        new
        {
            copyId = _copy,
            copySha256 = Hash,
            chatReference = "ABCD-2345",
            adviserId = _adviser,
        };

    private Task<HttpResponseMessage> PostAsync(object body, string? token = null) =>
        application.PostAsync("/api/agreements", body, token ?? TrainerToken);

    private async Task<Guid> AskAsync()
    {
        var response = await PostAsync(Body());
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private Task<HttpResponseMessage> GiveAsync(
        Guid id,
        Guid? copy = null,
        string sha256 = Hash,
        string? token = null
    ) =>
        application.PostAsync(
            $"/api/agreements/{id}/give",
            new { copyId = copy ?? _copy, copySha256 = sha256 },
            token ?? AdviserToken
        );

    private Task<HttpResponseMessage> AnswerAsync(Guid id, string answer, string? token = null) =>
        application.PostAsync($"/api/agreements/{id}/{answer}", null, token ?? AdviserToken);

    private async Task<(bool AskedOfMe, string? State)> SeenAsync(Guid id, string token)
    {
        var one = (await ListAsync(token)).Single(one => one.GetProperty("id").GetGuid() == id);
        return (one.GetProperty("askedOfMe").GetBoolean(), one.GetProperty("state").GetString());
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string token)
    {
        var response = await application.GetAsync("/api/agreements", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await PolicyApplication.ReadAsync(response)).GetProperty("agreements").EnumerateArray()];
    }

    /// <summary>Why the trainer may not copy it.</summary>
    private async Task<string?> ReasonAsync(Guid? copy = null, string? sha256 = Hash, string? adviser = null)
    {
        var properties = new JsonObject
        {
            ["reference"] = "ABCD-2345",
            ["service"] = "parking",
            ["state"] = "ended",
            ["adviser_id"] = adviser ?? _adviser,
            ["sha256"] = sha256,
        };
        var response = await application.EvaluateAsync(
            new
            {
                subject = new { type = "staff", id = Trainer },
                action = new { name = "copy" },
                resource = new
                {
                    type = "anonymised-copy",
                    id = copy ?? _copy,
                    properties,
                },
                context = new { purpose = "training", obligations_understood = Understood },
            },
            TrainerToken
        );
        var context = (await PolicyApplication.ReadAsync(response)).GetProperty("context");
        return context.GetProperty("reason_code").GetString();
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString());
    }
}
