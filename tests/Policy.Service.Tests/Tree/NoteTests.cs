using WebchatAspire.Policy.Service.Ledger.Notes;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>Signed notes, checkpoints and receipts as text.</summary>
public sealed class NoteTests
{
    /// <summary>The example of golang.org/x/mod/sumdb/note.</summary>
    private const string Vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string Note =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void A_note_that_another_implementation_signed_is_taken()
    {
        var note = SignedNote.Parse(Note);

        Assert.Equal([VerifierKey.Parse(Vkey)], note.SignedBy([VerifierKey.Parse(Vkey)]));
        Assert.Equal(Note, note.ToString());
    }

    [Fact]
    public void A_note_that_was_changed_or_that_strangers_signed_is_refused()
    {
        using var stranger = new NoteSigner("PeterNeumann", PolicyApplication.NewKey());
        var changed = SignedNote.Parse(Note.Replace("answer", "Answer", StringComparison.Ordinal));

        Assert.Throws<FormatException>(() => changed.SignedBy([VerifierKey.Parse(Vkey)]));
        Assert.Throws<FormatException>(() => SignedNote.Parse(Note).SignedBy([stranger.Verifier]));
        Assert.Throws<FormatException>(() => SignedNote.Parse(Note).SignedBy([]));
    }

    [Fact]
    public void Signatures_by_unknown_keys_beside_a_known_one_are_ignored()
    {
        using var signer = new NoteSigner("a.test/log", PolicyApplication.NewKey());
        using var other = new NoteSigner("a.test/log", PolicyApplication.NewKey());
        var note = new SignedNote("text\n", [other.Sign("text\n"), signer.Sign("text\n")]);

        Assert.Equal([signer.Verifier], SignedNote.Parse(note.ToString()).SignedBy([signer.Verifier]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— a AAAAAAA=")]
    [InlineData("text\n\n- a AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAA\n")]
    [InlineData("text\n\n— a+b AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")]
    [InlineData("text\n\n— a ?\n")]
    [InlineData("te\txt\n\n— a AAAAAAA=\n")]
    public void What_is_no_note_is_refused(string note) => Assert.Throws<FormatException>(() => SignedNote.Parse(note));

    [Theory]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc")]
    [InlineData("PeterNeumann+c74f20a3+*")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann")]
    public void What_is_no_verifier_key_is_refused(string vkey) =>
        Assert.Throws<FormatException>(() => VerifierKey.Parse(vkey));

    [Fact]
    public void A_key_that_is_none_is_refused_without_being_repeated()
    {
        var refusal = Assert.Throws<FormatException>(() => new NoteSigner("a.test", "c2VjcmV0"));
        Assert.DoesNotContain("c2VjcmV0", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"example.com/behind-the-sofa\n20852163\n{Root}\n")]
    [InlineData($"example.com/behind-the-sofa\n0\n{Root}\n")]
    public void A_checkpoint_is_read_and_written_alike(string text) => Assert.Equal(text, Checkpoint.Parse(text).Text);

    [Theory]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"a.test\n01\n{Root}\n")]
    [InlineData($"a.test\n-1\n{Root}\n")]
    [InlineData($"a.test\n99999999999999999999\n{Root}\n")]
    [InlineData("a.test\n1\nAAAA\n")]
    [InlineData("a.test\n1\n")]
    [InlineData($"a.test\n1\n{Root}")]
    [InlineData($"a.test\n1\n{Root}\n\nmore\n")]
    public void What_is_no_checkpoint_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex x\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n")]
    public void What_is_no_receipt_is_refused(string text) => Assert.Throws<FormatException>(() => Receipt.Parse(text));
}
