using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebchatAspire.ServiceDefaults;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>What every service shares.</summary>
public sealed partial class ServiceDefaultsTests
{
    [Fact]
    public void Law_5_a_classified_value_does_not_come_into_a_log()
    {
        using var lines = new LogLines();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddServiceDefaults();
        builder.Logging.AddProvider(lines);
        using var host = builder.Build();

        LogVisit(host.Services.GetRequiredService<ILogger<ServiceDefaultsTests>>(), "parking", "Kofi", "s3cret");

        var line = Assert.Single(lines.Written);
        Assert.Contains("parking", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Kofi", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_an_issuer_does_not_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Identity:Issuer", "")]);
        builder.AddTokenValidation();
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() =>
            host.StartAsync(TestContext.Current.CancellationToken)
        );
    }

    [LoggerMessage(LogLevel.Information, "A visit to {Service} by {Name} with {Secret}")]
    private static partial void LogVisit(
        ILogger logger,
        string service,
        [PersonalData] string name,
        [Secret] string secret
    );

    /// <summary>Keeps what is written, with the values that go beside the text.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            Written.Add(formatter(state, exception) + string.Concat(values.Select(value => $" {value.Value}")));
        }

        public void Dispose() { }
    }
}
