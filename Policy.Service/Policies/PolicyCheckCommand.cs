namespace WebchatAspire.Policy.Service.Policies;

/// <summary>The command <c>check &lt;file&gt;…</c>: says whether policy files can be used, as the service does at its start.</summary>
internal static class PolicyCheckCommand
{
    public static bool Asked(string[] args) => args is ["check", ..];

    /// <returns>0 when all files are good, 1 when one is not, 2 when it was called wrongly.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (args.Length < 2)
        {
            errors.WriteLine("Usage: check <policy file>…");
            return 2;
        }
        var result = 0;
        foreach (var file in args[1..])
        {
            try
            {
                var policy = PolicyFile.Load(file);
                output.WriteLine($"{file}: version {policy.Version}, in force from {policy.InForceFrom:O}");
            }
            catch (PolicyFileException exception)
            {
                errors.WriteLine(exception.Message);
                result = 1;
            }
            catch (IOException exception)
            {
                errors.WriteLine($"{file}: {exception.Message}");
                result = 1;
            }
        }
        return result;
    }
}
