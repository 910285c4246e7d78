namespace WebchatAspire.Policy.Service.Policies;

/// <param name="Text">Normalised.</param>
internal sealed record PolicyFolderItem(string File, string Text, PolicyDocument Policy);

/// <summary>The policies that a deployment brings along.</summary>
internal static class PolicyFolder
{
    /// <summary>Reads every <c>*.yaml</c> in the folder, the earliest first.</summary>
    /// <exception cref="PolicyFileException">One of them is wrong by itself, or two do not go together.</exception>
    public static IReadOnlyList<PolicyFolderItem> Read(string folder)
    {
        var errors = new List<PolicyFileError>();
        var read = new List<PolicyFolderItem>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            try
            {
                var text = PolicyText.Normalise(File.ReadAllText(file));
                var others = read.ConvertAll(other => other.Policy);
                var policy = PolicyFile.Parse(
                    file,
                    text,
                    policy => [.. HistoryRules.Apart(policy, others), .. HistoryRules.OneNotice(policy, others)]
                );
                read.Add(new PolicyFolderItem(file, text, policy));
            }
            catch (PolicyFileException exception)
            {
                errors.AddRange(exception.Errors);
            }
        }
        return errors.Count == 0
            ? [.. read.OrderBy(item => item.Policy.InForceFrom)]
            : throw new PolicyFileException(errors);
    }
}
