using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Redaction;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>
/// What is said about people who did not take part is masked. What cannot be told apart from it is masked too: better an
/// officer asks again under another purpose than a neighbour is named without need.
/// </summary>
internal sealed class MaskThirdParties(Redactor redactor) : ITextObligation
{
    public string Id => "mask-third-parties";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;

    public IReadOnlyList<OpenedEvent> Apply(IReadOnlyList<OpenedEvent> events, Participants participants)
    {
        var known = new KnownNames(participants.Names);
        return
        [
            .. events.Select(item => item.Text is { } text ? item with { Text = redactor.Mask(text, known) } : item),
        ];
    }
}
