using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The case register (P16): links, review dates, and what of it stands in the ledger.</summary>
public sealed class CaseRegisterTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private string Supervisor => application.Issuer.Staff("the-supervisor", ["supervisor"]);
    private string Officer => application.Issuer.Staff("the-officer", ["records-officer"]);

    /// <summary>In London, where the policy's days begin.</summary>
    private DateOnly Today =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTimeBySystemTimeZoneId(application.Clock.GetUtcNow(), "Europe/London").DateTime
        );

    [Theory]
    [InlineData("complaint")]
    [InlineData("safety")]
    [InlineData("crime")]
    [InlineData("fraud")]
    [InlineData("legal-order")]
    [InlineData("subject-access")]
    public async Task A_case_of_every_kind_is_opened(string kind)
    {
        var id = await application.OpenCaseAsync("KIND/1", "AAAA-3000", kind: kind);

        var found = await CaseAsync(id);
        Assert.Equal(kind, found.GetProperty("kind").GetString());
        Assert.Equal(Text(Today.AddDays(28)), found.GetProperty("reviewOn").GetString());
        Assert.False(found.GetProperty("reviewOverdue").GetBoolean());
    }

    [Fact]
    public async Task A_chat_that_is_linked_later_opens_for_others_and_not_for_who_linked_it()
    {
        var id = await application.OpenCaseAsync("LINK/1", "AAAA-3001");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(HttpStatusCode.NoContent, (await LinkAsync(id, "BBBB-3001", Officer)).StatusCode);
        }

        var chats = (await CaseAsync(id)).GetProperty("chatReferences").EnumerateArray();
        Assert.Equal(["AAAA-3001", "BBBB-3001"], chats.Select(chat => chat.GetString()));
        Assert.Equal("chat-linked-by-requester", await ReasonAsync("the-officer", "BBBB-3001", "LINK/1"));
        Assert.Equal("permitted", await ReasonAsync("the-officer", "AAAA-3001", "LINK/1"));
        Assert.Equal("permitted", await ReasonAsync("another-officer", "BBBB-3001", "LINK/1"));
    }

    [Fact]
    public async Task A_closed_case_does_not_change()
    {
        var id = await application.OpenCaseAsync("SHUT/1", "AAAA-3002");
        await application.PostAsync($"/api/cases/{id}/close", null, Supervisor);

        var link = await LinkAsync(id, "BBBB-3002", Supervisor);
        var review = await ReviewAsync(id, Text(Today.AddDays(3)));

        Assert.All([link, review], answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal("case-closed", (await PolicyApplication.ReadAsync(link)).GetProperty("code").GetString());
        Assert.Single((await CaseAsync(id)).GetProperty("chatReferences").EnumerateArray());
    }

    [Fact]
    public async Task A_case_names_at_most_fifty_chats()
    {
        var response = await application.PostAsync(
            "/api/cases",
            new
            {
                kind = "complaint",
                reference = "FULL/1",
                chatReferences = Enumerable.Range(0, 50).Select(i => $"FULL-{i:0000}"),
            },
            Supervisor
        );
        var id = (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();

        var link = await LinkAsync(id, "MORE-0001", Supervisor);

        Assert.Equal(HttpStatusCode.Conflict, link.StatusCode);
        Assert.Equal("case-full", (await PolicyApplication.ReadAsync(link)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026-13-01")]
    [InlineData("2001-01-01")]
    [InlineData("2999-01-01")]
    public async Task A_review_date_that_cannot_be_taken_names_its_field_and_changes_nothing(string date)
    {
        var id = await application.OpenCaseAsync(
            $"REV/{Math.Abs(date.GetHashCode(StringComparison.Ordinal))}",
            "AAAA-3003"
        );

        var response = await ReviewAsync(id, date);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("reviewOn", (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
        Assert.Equal(Text(Today.AddDays(28)), (await CaseAsync(id)).GetProperty("reviewOn").GetString());
    }

    [Fact]
    public async Task A_review_is_overdue_from_the_day_after_it()
    {
        var id = await application.OpenCaseAsync("REV/2", "AAAA-3004");
        Assert.Equal(HttpStatusCode.NoContent, (await ReviewAsync(id, Text(Today))).StatusCode);
        Assert.False((await CaseAsync(id)).GetProperty("reviewOverdue").GetBoolean());

        await application.Database.ExecuteAsync($"update policy.cases set review_on = review_on - 1 where id = '{id}'");

        Assert.True((await CaseAsync(id)).GetProperty("reviewOverdue").GetBoolean());
        await application.PostAsync($"/api/cases/{id}/close", null, Supervisor);
        Assert.False((await CaseAsync(id)).GetProperty("reviewOverdue").GetBoolean());
    }

    [Fact]
    public async Task Each_change_is_an_entry_that_tells_nobody_which_case_or_chat()
    {
        var before = (await application.Database.EntriesAsync()).Count;
        var id = await application.OpenCaseAsync("MARKED/1", "MARK-3005");
        await LinkAsync(id, "LINK-3005", Officer);
        await ReviewAsync(id, Text(Today.AddDays(7)));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await application.PostAsync($"/api/cases/{id}/close", null, Supervisor);
        }

        var entries = (await application.Database.EntriesAsync()).Skip(before).ToList();

        var told = entries.Select(entry => JsonElement.Parse(entry.Entry)).ToList();
        Assert.All(told, entry => Assert.Equal("case", entry.GetProperty("kind").GetString()));
        Assert.All(told, entry => Assert.Equal("complaint", entry.GetProperty("case_kind").GetString()));
        Assert.Equal(
            ["opened", "chat-linked", "review-date-changed", "closed"],
            told.Select(entry => entry.GetProperty("outcome").GetString())
        );
        string[] marks = ["MARKED/1", "MARK-3005", "LINK-3005", "the-supervisor", "the-officer", id.ToString()];
        Assert.All(
            entries,
            entry => Assert.All(marks, mark => Assert.DoesNotContain(mark, entry.Entry, StringComparison.Ordinal))
        );
        Assert.All(entries, entry => Assert.Contains(id.ToString(), entry.Details!, StringComparison.Ordinal));
        Assert.Contains("LINK-3005", entries[1].Details!, StringComparison.Ordinal);
        Assert.Contains("the-officer", entries[1].Details!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_who_open_the_same_case_at_once_one_does()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenFraudAsync("RACE/1", "AAAA-3006")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(
            1,
            await application.Database.QueryAsync<long>("select count(*) from policy.cases where reference = 'RACE/1'")
        );
    }

    [Fact]
    public async Task A_case_that_cannot_be_testified_is_not_opened()
    {
        await application.Database.ExecuteAsync(
            """
            create function public.fail() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'disk_full'; end $$;
            create constraint trigger fail after insert on ledger.details deferrable initially deferred
                for each row execute function public.fail();
            """
        );
        var failed = await OpenFraudAsync("FAIL/1", "AAAA-3007");
        await application.Database.ExecuteAsync("drop function public.fail() cascade");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(
            0,
            await application.Database.QueryAsync<long>("select count(*) from policy.cases where reference = 'FAIL/1'")
        );
    }

    [Fact]
    public async Task A_person_without_the_role_changes_no_case()
    {
        var id = await application.OpenCaseAsync("ROLE/1", "AAAA-3008");
        var stranger = application.Issuer.Staff("x", ["adviser", "trainer", "auditor", "administrator"]);

        var answers = new[]
        {
            await application.GetAsync($"/api/cases/{id}", stranger),
            await LinkAsync(id, "BBBB-3008", stranger),
            await application.PostAsync($"/api/cases/{id}/review-date", new { reviewOn = Text(Today) }, stranger),
            await application.PostAsync($"/api/cases/{id}/close", null, stranger),
        };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await LinkAsync(Guid.NewGuid(), "AAAA-3008", Officer)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await LinkAsync(id, "a person", Officer)).StatusCode);
    }

    private Task<HttpResponseMessage> OpenFraudAsync(string reference, params string[] chatReferences) =>
        application.PostAsync(
            "/api/cases",
            new
            {
                kind = "fraud",
                reference,
                chatReferences,
            },
            Supervisor
        );

    private static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    private async Task<JsonElement> CaseAsync(Guid id)
    {
        var response = await application.GetAsync($"/api/cases/{id}", Officer);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await PolicyApplication.ReadAsync(response);
    }

    private Task<HttpResponseMessage> LinkAsync(Guid id, string chatReference, string token) =>
        application.PostAsync($"/api/cases/{id}/chats", new { chatReference }, token);

    private Task<HttpResponseMessage> ReviewAsync(Guid id, string reviewOn) =>
        application.PostAsync($"/api/cases/{id}/review-date", new { reviewOn }, Supervisor);

    private async Task<string?> ReasonAsync(string officer, string chat, string caseReference)
    {
        var response = await application.EvaluateAsync(
            Requests.Retrieval(officer, Guid.CreateVersion7(), chat, caseReference),
            application.Issuer.Staff(officer, ["records-officer"])
        );
        return (await PolicyApplication.ReadAsync(response))
            .GetProperty("context")
            .GetProperty("reason_code")
            .GetString();
    }
}
