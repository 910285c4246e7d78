using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Names in capitals that end like a street and are an institution or a saying: "Crown Court".</summary>
internal static class PublicPlaces
{
    private static readonly FrozenSet<string> Beginnings = (
        "crown county high magistrates magistrates' magistrate's supreme family civil youth tribunal kangaroo tennis food "
        + "full open big my your our his her their the a this that town city council sheltered care nursing halfway opera public safe "
        + "work market job meeting same right wrong other first no any each every one long short half wrong parent commons lords "
        + "royal white customs mansion wendy in at on to from is was are by via please hello hi dear another best great easy "
        + "either only trafalgar leicester parliament general best hard disk usb google flash test school fun charity rally"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Beginnings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>By the word before the last one.</summary>
    public static bool IsOne(ReadOnlySpan<char> name)
    {
        var words = name.TrimEnd();
        var end = words.LastIndexOf(' ');
        var before = words[..Math.Max(0, end)].TrimEnd();
        return Lookup.Contains(before[(before.LastIndexOf(' ') + 1)..]);
    }
}
