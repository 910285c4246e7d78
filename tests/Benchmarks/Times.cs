using System.Diagnostics;
using System.Globalization;
using HdrHistogram;

namespace WebchatAspire.Benchmarks;

/// <summary>How long something took, each time; to three digits.</summary>
internal sealed class Times
{
    private const long Highest = 600_000_000;

    private readonly LongHistogram _microseconds = new(1, Highest, 3);

    public long Count => _microseconds.TotalCount;

    public TimeSpan Most => TimeSpan.FromMicroseconds(_microseconds.GetMaxValue());

    public async Task MeasureAsync(Func<Task> action)
    {
        var began = Stopwatch.GetTimestamp();
        await action();
        Add(Stopwatch.GetElapsedTime(began));
    }

    public void Add(TimeSpan time) => _microseconds.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, Highest));

    public void Add(Times others) => _microseconds.Add(others._microseconds);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {At(50):F2} ms, p99 {At(99):F2} ms, most {Most.TotalMilliseconds:F2} ms, of {Count}"
        );

    private double At(double percentile) => _microseconds.GetValueAtPercentile(percentile) / 1000.0;
}
