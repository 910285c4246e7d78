namespace WebchatAspire.Policy.Service.Publication;

/// <summary>A published version as it lies in the store. Nothing of it can be changed, not even by the store's owner.</summary>
internal sealed class PolicyVersion
{
    public required string Version { get; init; }
    public required DateOnly InForceFrom { get; init; }

    /// <summary>The YAML as it was published.</summary>
    public required string Text { get; init; }

    /// <summary>Of the text in UTF-8; the ledger's entry says the same.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>The token's <c>sub</c> of the second person, or <see cref="PolicyPublisher.Deployment"/>.</summary>
    public required string PublishedBy { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The entry that testifies the publication, written in the same transaction.</summary>
    public required long LedgerIndex { get; init; }
}
