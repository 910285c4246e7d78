namespace WebchatAspire.AppHost.Stores;

internal static class WholeFile
{
    /// <summary>
    /// Writes a file that only its owner can read, beside and renamed: a full disk or a kill leaves the old file, never
    /// half a one.
    /// </summary>
    public static void Write(string path, string text)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(text);
        }
        File.Move(draft, path, overwrite: true);
    }
}
