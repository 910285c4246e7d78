using System.Net;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

public sealed class CasesApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private string Supervisor => application.Issuer.Staff("the-supervisor", ["supervisor"]);

    [Fact]
    public async Task A_case_is_opened_listed_and_closed()
    {
        var id = await application.OpenCaseAsync("CMP/20", "AAAA-2020");

        var mine = await FindAsync(id, Supervisor, "open");
        var others = await FindAsync(id, application.Issuer.Staff("the-officer", ["records-officer"]), "open");
        Assert.Equal("complaint", mine.GetProperty("kind").GetString());
        Assert.Equal("AAAA-2020", Assert.Single(mine.GetProperty("chatReferences").EnumerateArray()).GetString());
        Assert.True(mine.GetProperty("openedByMe").GetBoolean());
        Assert.False(others.GetProperty("openedByMe").GetBoolean());
        Assert.DoesNotContain("the-supervisor", others.GetRawText(), StringComparison.Ordinal);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var closed = await application.PostAsync($"/api/cases/{id}/close", null, Supervisor);
            Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        }
        Assert.Equal("closed", (await FindAsync(id, Supervisor, "closed")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_reference_is_taken_once_in_each_kind()
    {
        await application.OpenCaseAsync("CMP/21", "AAAA-2121");
        await application.OpenCaseAsync("CMP/21", "AAAA-2121", kind: "safety");

        var again = await OpenAsync("""{"kind":"complaint","reference":"CMP/21","chatReferences":["BBBB-2121"]}""");

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("case-exists", (await PolicyApplication.ReadAsync(again)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"reference":"X/1","chatReferences":["AAAA-1111"]}""", "kind")]
    [InlineData("""{"kind":"curiosity","reference":"X/1","chatReferences":["AAAA-1111"]}""", "kind")]
    [InlineData("""{"kind":"complaint","chatReferences":["AAAA-1111"]}""", "reference")]
    [InlineData("""{"kind":"complaint","reference":"","chatReferences":["AAAA-1111"]}""", "reference")]
    [InlineData("""{"kind":"complaint","reference":"lower case","chatReferences":["AAAA-1111"]}""", "reference")]
    [InlineData("""{"kind":"complaint","reference":"X/1\n","chatReferences":["AAAA-1111"]}""", "reference")]
    [InlineData(
        """{"kind":"complaint","reference":"ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJK","chatReferences":["AAAA-1111"]}""",
        "reference"
    )]
    [InlineData("""{"kind":"complaint","reference":"X/1"}""", "chatReferences")]
    [InlineData("""{"kind":"complaint","reference":"X/1","chatReferences":[]}""", "chatReferences")]
    [InlineData("""{"kind":"complaint","reference":"X/1","chatReferences":[null]}""", "chatReferences")]
    [InlineData("""{"kind":"complaint","reference":"X/1","chatReferences":["A Person"]}""", "chatReferences")]
    public async Task A_field_that_cannot_be_taken_is_named(string json, string field)
    {
        var response = await OpenAsync(json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_register_is_for_those_who_work_with_cases()
    {
        string?[] tokens =
        [
            null,
            application.Issuer.Staff("x", ["adviser", "trainer", "analyst", "auditor", "administrator"]),
        ];

        var answers = await Task.WhenAll(tokens.Select(token => application.GetAsync("/api/cases", token)));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden],
            answers.Select(answer => answer.StatusCode)
        );
    }

    [Fact]
    public async Task A_case_that_does_not_exist_cannot_be_closed_or_filtered_for()
    {
        var close = await application.PostAsync($"/api/cases/{Guid.NewGuid()}/close", null, Supervisor);
        var state = await application.GetAsync("/api/cases?state=ajar", Supervisor);
        var kind = await application.GetAsync("/api/cases?kind=curiosity", Supervisor);

        Assert.Equal(HttpStatusCode.NotFound, close.StatusCode);
        Assert.Equal("state", (await PolicyApplication.ReadAsync(state)).GetProperty("field").GetString());
        Assert.Equal("kind", (await PolicyApplication.ReadAsync(kind)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Everybody_may_read_the_policy_in_force()
    {
        var response = await application.GetAsync("/api/policy", null);

        var policy = await PolicyApplication.ReadAsync(response);
        Assert.Equal("2026.1", policy.GetProperty("version").GetString());
        Assert.Equal(19, policy.GetProperty("clauses").GetArrayLength());
        Assert.Equal("2026.1", policy.GetProperty("notice").GetProperty("version").GetString());
        var complaint = policy.GetProperty("purposes").EnumerateArray().First();
        Assert.Equal(
            ("complaint", "complaint"),
            (complaint.GetProperty("id").GetString(), complaint.GetProperty("caseKind").GetString())
        );
        var repairs = policy.GetProperty("services").EnumerateArray().First();
        Assert.Equal(
            ("housing-repairs", "housing"),
            (repairs.GetProperty("slug").GetString(), repairs.GetProperty("team").GetString())
        );
        // As its readers take it.
        var published = policy.Deserialize<PublishedPolicy>(JsonSerializerOptions.Web)!;
        Assert.Equal(new TimeOnly(8, 0), published.Services[0].Opening.Single().Opens);
        Assert.Equal(DayOfWeek.Monday, published.Services[0].Opening.Single().Days[0]);
        Assert.True(published.Services.Single(service => service.Slug == "adult-social-care").QuickExit);
        Assert.Contains("Rydym", published.Notice.Translations["cy"].Paragraphs[0], StringComparison.Ordinal);
        Assert.NotEmpty(published.Conduct.FinalWarning["en"]);
        Assert.Contains(published.Outcomes, outcome => outcome.Code == "conduct");
    }

    private async Task<JsonElement> FindAsync(Guid id, string token, string state)
    {
        var response = await application.GetAsync($"/api/cases?kind=complaint&state={state}", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var list = (await PolicyApplication.ReadAsync(response)).GetProperty("cases").EnumerateArray();
        return list.Single(one => one.GetProperty("id").GetGuid() == id);
    }

    private Task<HttpResponseMessage> OpenAsync(string json) =>
        application.PostAsync("/api/cases", JsonElement.Parse(json), Supervisor);
}
