using System.Globalization;
using HdrHistogram;

namespace WebchatAspire.Load;

/// <summary>Counts and latencies of the measured time, in microseconds.</summary>
internal sealed class Measurements
{
    private const long Highest = 60_000_000;

    private readonly LongConcurrentHistogram _acknowledged = new(1, Highest, 3);
    private readonly LongConcurrentHistogram _delivered = new(1, Highest, 3);
    private long _refused;
    private long _cut;
    private long _measuring;

    public bool Measuring
    {
        get => Volatile.Read(ref _measuring) == 1;
        set => Volatile.Write(ref _measuring, value ? 1 : 0);
    }

    public void Acknowledged(TimeSpan latency) => Record(_acknowledged, latency);

    public void Delivered(TimeSpan latency) => Record(_delivered, latency);

    public void Refused(string code)
    {
        if (Interlocked.Increment(ref _refused) == 1)
        {
            Console.WriteLine($"first refusal: {code}");
        }
    }

    /// <summary>A connection was dropped while it was in use.</summary>
    public void Cut() => Interlocked.Increment(ref _cut);

    /// <returns>Whether messages were delivered and no connection was dropped.</returns>
    public bool Print(TimeSpan duration)
    {
        Print("acknowledged", _acknowledged, "messages", duration);
        Print("delivered", _delivered, "messages", duration);
        Console.WriteLine($"refused       {Interlocked.Read(ref _refused)}");
        Console.WriteLine($"dropped       {Interlocked.Read(ref _cut)} connections");
        return _delivered.TotalCount > 0 && Interlocked.Read(ref _cut) == 0;
    }

    /// <param name="histogram">In microseconds.</param>
    /// <param name="what">What was counted.</param>
    public static void Print(string name, HistogramBase histogram, string what, TimeSpan duration)
    {
        var rate = histogram.TotalCount / duration.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -13} {histogram.TotalCount, 9} {what} {rate, 9:F1}/s   p50 {Milliseconds(50):F1} ms   p90 {Milliseconds(90):F1} ms   p99 {Milliseconds(99):F1} ms   max {histogram.GetMaxValue() / 1000.0:F1} ms"
            )
        );

        double Milliseconds(double percentile) => histogram.GetValueAtPercentile(percentile) / 1000.0;
    }

    private void Record(LongConcurrentHistogram histogram, TimeSpan latency)
    {
        if (Measuring)
        {
            histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Highest));
        }
    }
}
