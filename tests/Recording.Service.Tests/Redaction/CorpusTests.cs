using WebchatAspire.Recording.Service.Redaction;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests.Redaction;

/// <summary>How much of the corpus each kind finds, and how much it leaves alone.</summary>
public sealed class CorpusTests
{
    private const double LeastFound = 0.95;
    private const double LeastLeftAlone = 0.90;
    private static readonly Redactor Redactor = new(Recognisers.All);

    public static TheoryData<string> Kinds() => [.. FindingKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nearly_all_details_are_found_as_a_whole(string kind)
    {
        var lines = Corpus.Of(kind).Where(line => !line.IsLookAlike).ToList();
        var missed = lines.SelectMany(line => Missed(line)).ToList();
        var all = lines.Sum(line => line.Spans.Count);

        Assert.True(all >= 40);
        Assert.True(all - missed.Count >= LeastFound * all, string.Join('\n', missed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nearly_all_look_alikes_are_left_alone(string kind)
    {
        var lines = Corpus.Of(kind).Where(line => line.IsLookAlike).ToList();
        var wrong = lines
            .Where(line => Redactor.Find(line.Text, KnownNames.None).Any(finding => finding.Kind == kind))
            .ToList();

        Assert.True(lines.Count >= 25);
        Assert.True(
            lines.Count - wrong.Count >= LeastLeftAlone * lines.Count,
            string.Join('\n', wrong.Select(line => line.Text))
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_of_a_detail_that_is_found_comes_through_a_mask(string kind)
    {
        foreach (var line in Corpus.Of(kind))
        {
            var findings = Redactor.Find(line.Text, KnownNames.None);
            var masked = Redactor.Mask(line.Text, findings);
            var kept = findings.Aggregate(
                (Text: line.Text, Moved: 0),
                (state, finding) =>
                    (state.Text.Remove(finding.Start - state.Moved, finding.Length), state.Moved + finding.Length)
            );

            Assert.Equal(kept.Text.Length + findings.Sum(finding => Mark(finding).Length), masked.Length);
            Assert.DoesNotContain(
                findings
                    .Where(finding => finding.Length > 3)
                    .Select(finding => line.Text.Substring(finding.Start, finding.Length)),
                found =>
                    !kept.Text.Contains(found, StringComparison.Ordinal)
                    && !FindingKinds.All.Any(name =>
                        FindingKinds.Describe(name).Contains(found, StringComparison.Ordinal)
                    )
                    && masked.Contains(found, StringComparison.Ordinal)
            );
        }
    }

    private static string Mark(Finding finding) => $"[masked: {FindingKinds.Describe(finding.Kind)}]";

    private static IEnumerable<string> Missed(CorpusLine line)
    {
        var findings = Redactor.Find(line.Text, KnownNames.None);
        return line
            .Spans.Where(span =>
                !findings.Any(finding =>
                    finding.Kind == line.Kind && finding.Start <= span.Start && finding.End >= span.End
                )
            )
            .Select(span => $"{line.Text[span.Start..span.End]} in: {line.Text}");
    }
}
