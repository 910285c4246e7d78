using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// The browser of the tests: <c>CHROME_PATH</c>, or Chromium, Chrome or Edge as found on this machine, or else the one that
/// Playwright installs. Without any the run fails and says what to install; no test is skipped.
/// </summary>
public sealed class Browsers : IAsyncLifetime
{
    /// <summary>How long a page may take on a busy machine before a test gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string PathVariable = "CHROME_PATH";

    private static readonly string[] Commands =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "microsoft-edge",
        "microsoft-edge-stable",
        "msedge",
    ];

    private static readonly string[] MacApplications =
    [
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Chromium.app/Contents/MacOS/Chromium",
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];

    private static readonly string[] WindowsPrograms =
    [
        @"Google\Chrome\Application\chrome.exe",
        @"Chromium\Application\chrome.exe",
        @"Microsoft\Edge\Application\msedge.exe",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await FoundAsync(_playwright) ?? await InstalledAsync(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }

    private static async Task<IBrowser?> FoundAsync(IPlaywright playwright)
    {
        foreach (var path in Candidates().Where(File.Exists))
        {
            try
            {
                return await LaunchAsync(playwright, path);
            }
            catch (PlaywrightException)
            {
                // A command that only says how to install the browser, as some distributions have, is not one.
            }
        }
        return null;
    }

    private static async Task<IBrowser> InstalledAsync(IPlaywright playwright)
    {
        if (await Task.Run(() => Microsoft.Playwright.Program.Main(["install", "chromium"])) == 0)
        {
            try
            {
                return await LaunchAsync(playwright, path: null);
            }
            catch (PlaywrightException)
            {
                // Installed, but a library that it needs is missing: the machine's own package has them all.
            }
        }
        throw new InvalidOperationException(
            $"No browser was found. Install one with: {HowToInstall()} (or set {PathVariable} to a Chromium, Chrome or Edge)."
        );
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? path) =>
        playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args =
                [
                    // As browsers come to be: a frame of another site keeps partitioned cookies and no others.
                    "--test-third-party-cookie-phaseout",
                    // Chromium's sandbox does not work for root, as whom the tests run in a container.
                    .. OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : [],
                ],
            }
        );

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } chosen)
        {
            yield return chosen;
        }
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        foreach (var command in Commands)
        {
            foreach (var folder in folders)
            {
                yield return Path.Combine(folder, command + suffix);
            }
        }
        if (OperatingSystem.IsMacOS())
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            foreach (var application in MacApplications)
            {
                yield return Path.Combine("/Applications", application);
                yield return Path.Combine(home, "Applications", application);
            }
        }
        if (OperatingSystem.IsWindows())
        {
            Environment.SpecialFolder[] roots =
            [
                Environment.SpecialFolder.ProgramFiles,
                Environment.SpecialFolder.ProgramFilesX86,
                Environment.SpecialFolder.LocalApplicationData,
            ];
            foreach (var program in WindowsPrograms)
            {
                foreach (var root in roots)
                {
                    yield return Path.Combine(Environment.GetFolderPath(root), program);
                }
            }
        }
    }

    private static string HowToInstall() =>
        OperatingSystem.IsMacOS() ? "brew install --cask chromium"
        : OperatingSystem.IsWindows() ? "winget install Google.Chrome"
        : "sudo apt-get install -y chromium";
}
