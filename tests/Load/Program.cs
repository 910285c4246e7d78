using WebchatAspire.Load;

var retrievals = args is ["retrievals", ..];
if (LoadOptions.Parse(retrievals ? args[1..] : args) is not { } options)
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
if (retrievals)
{
    using var reading = await RetrievalRun.PrepareAsync(options, interrupted.Token);
    await reading.DriveAsync(interrupted.Token);
    return reading.Report() ? 0 : 1;
}
await using var run = await LoadRun.PrepareAsync(options, interrupted.Token);
await run.DriveAsync(interrupted.Token);
var sound = run.Report();
if (options.Database is { } database)
{
    sound &= await RecordCheck.RunAsync(database, run.Pairs);
}
return sound ? 0 : 1;
