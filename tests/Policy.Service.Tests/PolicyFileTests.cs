using WebchatAspire.Policy.Service.Policies;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

public sealed class PolicyFileTests
{
    private static readonly string Published = PolicyTexts.Published;
    private static readonly string Good = PolicyTexts.Good;

    [Fact]
    public void The_published_policy_has_all_clauses_and_purposes()
    {
        var policy = PolicyFile.Load(Published);

        Assert.Equal(
            Enumerable.Range(1, 19).Select(number => $"P{number}"),
            policy.Clauses.Select(clause => clause.Id)
        );
        Assert.Equal(13, policy.Purposes.Count);
        Assert.Equal(15, policy.Services.Count);
    }

    [Theory]
    [InlineData("retention_months: 72", "retention_months: long", "schema type")]
    [InlineData("subject: resident", "subject: neighbour", "schema enum")]
    [InlineData("roles: [auditor, administrator]", "roles: [auditor, 7]", "schema enum")]
    [InlineData("permit_minutes: 30", "permit_minutes: 0", "schema minimum")]
    [InlineData("version: \"2026.1\"\nin", "version: 2026.1\nin", "schema type")]
    [InlineData("who: [{ role: trainer }]", "who: [{ client: trainer }]", "schema required")]
    [InlineData("in_force_from: 2026-01-01", "in_force_from: 2026-02-30", "date")]
    [InlineData("time_zone: Europe/London", "time_zone: Europe/Fulham", "known-time-zone")]
    [InlineData("time_zone: Europe/London", "time_zone: \"\"", "schema minLength")]
    [InlineData("clause: P18", "clause: P77", "known-clause")]
    [InlineData("case: { kind: fraud }", "case: { kind: feud }", "known-case-kind")]
    [InlineData("- { id: hold }", "- { id: hold-on }", "known-obligation")]
    [InlineData("resources: [dataset]", "resources: [data]", "known-resource")]
    [InlineData("- id: fraud", "- id: crime", "unique")]
    [InlineData("who: [{ role: trainer }]", "who: [{ role: auditor }]", "oversight-role")]
    [InlineData("except: [service-continuity]", "except: [complaints]", "known-purpose")]
    [InlineData("{ id: time-limit, properties: { minutes: 30 } }", "{ id: time-limit }", "time-limit-minutes")]
    [InlineData("opens: 18:00", "opens: 25:00", "schema pattern")]
    [InlineData("opens: 18:00", "opens: 6pm", "schema pattern")]
    [InlineData("days: [monday, tuesday", "days: [moonday, tuesday", "schema enum")]
    [InlineData(
        "- { days: [monday, tuesday",
        "- { days: [monday], opens: 17:00, closes: 07:00, bank_holidays: true }\n      - { days: [monday, tuesday",
        "opening-apart"
    )]
    [InlineData("kind: phone", "kind: fax", "schema enum")]
    [InlineData("value: \"https://", "value: \"http://", "schema pattern")]
    [InlineData("languages: [en, cy,", "languages: [cy,", "english")]
    [InlineData("    en: >-", "    de: >-", "schema required")]
    [InlineData("case_review: { days: 28", "case_review: { days: 367", "review-in-time")]
    [InlineData("separate_from: [requester, case-opener", "separate_from: [case-opener", "requester-apart")]
    [InlineData("who: [{ role: approver }]", "who: [{ role: clerk }]", "schema enum")]
    [InlineData("code: purpose-does-not-fit", "code: not-necessary", "unique")]
    [InlineData("{ id: review-within, properties: { hours: 24 } }", "{ id: review-within }", "review-within-hours")]
    [InlineData("code: referred", "code: answered", "unique")]
    [InlineData("code: other", "code: idle", "reserved-outcome")]
    [InlineData("permit_minutes: 30", "permit_minutes: 30\npermit_minutes: 31", "unique-keys")]
    [InlineData("permit_minutes: 30", "permit_minutes: &often 30", "no-aliases")]
    [InlineData("permit_minutes: 30", "permit_minutes: *often", "no-aliases")]
    [InlineData("purposes:", "purposes: &all [*all]\nmore:", "no-aliases")]
    [InlineData("permit_minutes: 30", "permit_minutes: [30", "syntax")]
    [InlineData("permit_minutes: 30", "permit_minutes: 30\nunheard_of: 1", "schema additionalProperties")]
    public void A_wrong_file_is_refused_with_the_line_and_the_rule(string before, string after, string rule)
    {
        var at = Good.IndexOf(before, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var bad = Good[..at] + after + Good[(at + before.Length)..];
        var line = Good[..at].Count(letter => letter == '\n') + 1;

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors;

        var error = errors.First(one => one.Rule.StartsWith(rule, StringComparison.Ordinal));
        Assert.InRange(error.Line, line, line + 2);
        Assert.True(error.Column >= 1);
        Assert.StartsWith($"bad.yaml:{error.Line}:{error.Column}: {rule}", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("languages: [en, cy,", "languages: [en,", "known-language")]
    [InlineData("      draft: true\n", "", "schema required")]
    [InlineData("        - >-\n          Peidiwch", "          Peidiwch", "whole-translation")]
    [InlineData("code: conduct,", "code: conducted,", "conduct-outcome")]
    public void A_file_whose_parts_do_not_fit_is_refused_by_the_rule(string before, string after, string rule)
    {
        Assert.Contains(before, Good, StringComparison.Ordinal);
        var bad = Good.Replace(before, after, StringComparison.Ordinal);

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors;

        Assert.All(errors, error => Assert.Equal(rule, error.Rule));
    }

    [Fact]
    public void Each_service_says_when_it_is_open_and_how_else_to_get_in_touch()
    {
        var services = PolicyFile.Load(Published).Services;

        Assert.All(services, service => Assert.Contains(service.Contacts, way => way.Kind == "phone"));
        var repairs = services.Single(service => service.Slug == "housing-repairs").Opening.Single();
        Assert.Equal((new TimeOnly(8, 0), new TimeOnly(18, 0)), (repairs.Opens, repairs.Closes));
        Assert.Equal((5, false), (repairs.Days.Count, repairs.BankHolidays));
        var night = services.Single(service => service.Slug == "out-of-hours").Opening.Single();
        Assert.Equal((new TimeOnly(18, 0), new TimeOnly(8, 0)), (night.Opens, night.Closes));
        Assert.Equal((7, true), (night.Days.Distinct().Count(), night.BankHolidays));
        Assert.Equal(
            ["adult-social-care", "childrens-social-care"],
            services.Where(service => service.QuickExit).Select(service => service.Slug)
        );
    }

    [Fact]
    public void Every_language_that_can_be_chosen_has_the_notice_and_the_warnings()
    {
        var policy = PolicyFile.Load(Published);

        Assert.Equal(["en", "cy", "pl", "so", "ar", "fr", "es"], policy.Languages);
        Assert.Equal(policy.Languages.Skip(1).Order(), policy.Notice.Translations.Keys.Order());
        Assert.All(policy.Notice.Translations.Values, translation => Assert.True(translation.Draft));
        Assert.Equal(policy.Languages.Order(), policy.Conduct.Caution.Keys.Order());
        Assert.Equal(policy.Languages.Order(), policy.Conduct.FinalWarning.Keys.Order());
    }

    [Fact]
    public void A_missing_part_is_shown_at_what_lacks_it()
    {
        var bad = Good.Replace("  title: How we use this chat\n", "", StringComparison.Ordinal);

        var error = Assert.Single(Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors);

        Assert.Equal("schema required", error.Rule);
        Assert.Contains("title", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_are_free()
    {
        var commented =
            $"# above\n{Good.Replace("permit_minutes: 30", "permit_minutes: 30 # beside", StringComparison.Ordinal)}# below\n";

        Assert.Equal(30, PolicyFile.Parse("good.yaml", commented).PermitMinutes);
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Equal(
            "syntax",
            Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", "# nothing\n")).Errors[0].Rule
        );

    [Theory]
    [InlineData("2026.1", "2026-07-01")]
    [InlineData("2026.2", "2026-01-01")]
    public void Two_versions_of_one_name_or_one_day_are_refused(string version, string from)
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.yaml", Good);
        folder.Write("2.yaml", Next(version, from));

        var error = Assert.Single(Assert.Throws<PolicyFileException>(() => PolicyFolder.Read(folder.Path)).Errors);

        Assert.Equal("versions-apart", error.Rule);
    }

    [Fact]
    public void All_duplicate_keys_and_aliases_are_told_at_once()
    {
        var bad = Good.Replace(
            "permit_minutes: 30",
            "permit_minutes: &often 30\npermit_minutes: *often\nversion: again",
            StringComparison.Ordinal
        );

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors;

        Assert.Equal(
            ["no-aliases", "unique-keys", "no-aliases", "unique-keys"],
            errors.OrderBy(error => error.Line).ThenBy(error => error.Column).Select(error => error.Rule)
        );
    }

    [Fact]
    public void A_wrong_date_and_a_wrong_schema_are_told_at_once()
    {
        var bad = Good.Replace("in_force_from: 2026-01-01", "in_force_from: 2026-02-30", StringComparison.Ordinal)
            .Replace("permit_minutes: 30", "permit_minutes: 0", StringComparison.Ordinal);

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors;

        Assert.Equal(["date", "schema minimum"], errors.Select(error => error.Rule));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void A_character_that_cannot_be_kept_is_refused_at_its_place(int code)
    {
        var letter = (char)code;
        var error = Assert.Single(
            Assert
                .Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", $"a: 1\n# \ud83d\ude00{letter}\n"))
                .Errors
        );

        Assert.Equal((2, 4, "characters"), (error.Line, error.Column, error.Rule));
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("a: {", 50_000)]
    [InlineData("- ", 100_000)]
    public void A_file_without_bottom_is_refused_and_does_not_use_up_the_stack(string opening, int times)
    {
        var bad = string.Concat(Enumerable.Repeat(opening, times));

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse("bad.yaml", bad)).Errors;

        Assert.Contains(Assert.Single(errors).Rule, (string[])["depth", "syntax"]);
    }

    [Fact]
    public void The_check_command_prints_what_the_start_would_say()
    {
        using var folder = new TemporaryFolder();
        var bad = folder.Write(
            "bad.yaml",
            Good.Replace("permit_minutes: 30", "permit_minutes: 0", StringComparison.Ordinal)
        );
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(0, PolicyCheckCommand.Run(["check", Published], output, errors));
        Assert.Equal(1, PolicyCheckCommand.Run(["check", bad], output, errors));
        Assert.Equal(1, PolicyCheckCommand.Run(["check", $"{bad}.absent"], output, errors));
        Assert.Equal(2, PolicyCheckCommand.Run(["check"], output, errors));

        Assert.Contains("version 2026.1", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("schema minimum", errors.ToString(), StringComparison.Ordinal);
    }

    private static string Next(string version, string from) => PolicyTexts.Next(version, from);
}

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("policy-tests-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
