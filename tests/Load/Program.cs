using WebchatAspire.Load;

if (LoadOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};
await using var run = await LoadRun.PrepareAsync(options, interrupted.Token);
await run.DriveAsync(interrupted.Token);
var sound = run.Report();
if (options.Database is { } database)
{
    sound &= await RecordCheck.RunAsync(database, run.Pairs);
}
return sound ? 0 : 1;
