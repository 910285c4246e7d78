using WebchatAspire.AppHost.Stores;
using WebchatAspire.AppHost.Stores.Embedded;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

public sealed class StoreFoldersTests : IDisposable
{
    private readonly string _folder = AppHostTesting.NewFolder();

    [Fact]
    public async Task A_folder_that_the_database_account_cannot_enter_is_named_before_anything_starts()
    {
        Assert.SkipUnless(UnprivilegedAccount.Needed, "Only root needs another account.");
        var closed = Close("closed");

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() =>
            AppHostTesting.CreateAsync(Path.Combine(closed, "data"))
        );

        Assert.Contains(
            $"cannot enter {closed} on the way to {closed}/data",
            refusal.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_barrier_is_the_first_folder_on_the_way_that_others_may_not_pass()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        var closed = Close("closed");
        var below = Directory.CreateDirectory(Path.Combine(closed, "further", "down")).FullName;

        Assert.Equal(closed, UnprivilegedAccount.BarrierBefore(below));
        Assert.Null(UnprivilegedAccount.BarrierBefore(_folder));
    }

    [Fact]
    public void Ports_are_taken_from_outside_the_range_that_the_system_gives_away()
    {
        var candidates = FreePort.OutsideOf((32_768, 60_999));

        Assert.DoesNotContain(candidates, port => port is >= 32_768 and <= 60_999);
        Assert.Contains(20_000, candidates);
        Assert.Contains(61_000, candidates);
        Assert.InRange(FreePort.Find(), candidates.Min(), candidates.Max());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Close(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }
}
