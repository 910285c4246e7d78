using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Policy.Service.Agreements;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>P18: an agreement is the adviser's own, whatever anybody does in whatever order.</summary>
public sealed class AgreementProperties
{
    private const int Many = 2000;

    [Property(Arbitrary = [typeof(Answers)], MaxTest = Many)]
    public bool Only_that_adviser_changes_an_agreement_and_nobody_gives_for_another(Answer[] answers)
    {
        var agreement = Answers.Asked();
        return answers.All(answer =>
        {
            var before = (agreement.State, agreement.AnsweredAt);
            var result = answer.To(agreement);
            return result == AnswerResult.Changed
                ? answer.Subject == Answers.Adviser
                : (agreement.State, agreement.AnsweredAt) == before;
        });
    }

    [Property(Arbitrary = [typeof(Answers)], MaxTest = Many)]
    public bool It_is_in_force_exactly_after_the_adviser_saw_that_copy_and_gave_it_and_did_not_take_it_back(
        Answer[] answers
    )
    {
        var agreement = Answers.Asked();
        foreach (var answer in answers)
        {
            answer.To(agreement);
        }
        var last = answers.LastOrDefault(answer =>
            answer.Subject == Answers.Adviser
            && (
                (answer.State == AgreementStates.Given && answer.Shown == Answers.Copy)
                || answer.State == AgreementStates.Withdrawn
            )
        );
        return agreement.IsInForce == (last?.State == AgreementStates.Given);
    }

    [Property(Arbitrary = [typeof(Answers)], MaxTest = Many)]
    public bool Whoever_asked_cannot_give(Answer answer)
    {
        var own = Answers.Asked(by: Answers.Adviser.ToUpperInvariant());
        return (answer with { Subject = Answers.Adviser }).To(own) == AnswerResult.NotTheirs && !own.IsInForce;
    }
}

/// <summary>Somebody says something about an agreement.</summary>
/// <param name="State">What they want it to become.</param>
public sealed record Answer(string Subject, string State)
{
    internal ShownCopy? Shown { get; init; }

    internal AnswerResult To(Agreement agreement) =>
        agreement.Answer(Subject, State, Shown, DateTimeOffset.UnixEpoch.AddDays(1));
}

public static class Answers
{
    internal const string Adviser = "the-adviser";

    internal static readonly ShownCopy Copy = new(
        Guid.Parse("0198a000-0000-7000-8000-00000000000c"),
        new string('a', 64)
    );

    internal static Agreement Asked(string by = "the-trainer") =>
        new()
        {
            Id = Guid.CreateVersion7(),
            CopyId = Copy.CopyId,
            CopySha256 = Copy.Sha256,
            ChatReference = "ABCD-2345",
            AdviserId = Adviser,
            AskedBy = by,
            AskedAt = DateTimeOffset.UnixEpoch,
        };

    public static Arbitrary<Answer> Any() =>
        (
            from subject in Gen.Frequency(
                (3, Gen.Constant(Adviser)),
                (1, Gen.Elements("the-trainer", "another-adviser", "THE-ADVISER", ""))
            )
            from state in Gen.Elements(
                AgreementStates.Asked,
                AgreementStates.Given,
                AgreementStates.Refused,
                AgreementStates.Withdrawn
            )
            from shown in Gen.Frequency(
                (3, Gen.Constant<ShownCopy?>(Copy)),
                (
                    1,
                    Gen.Elements<ShownCopy?>(
                        null,
                        Copy with
                        {
                            CopyId = Guid.Empty,
                        },
                        Copy with
                        {
                            Sha256 = new string('b', 64),
                        }
                    )
                )
            )
            select new Answer(subject, state) { Shown = shown }
        ).ToArbitrary();
}
