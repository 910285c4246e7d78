using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class PolicyDirectoryTests : IDisposable
{
    private static readonly PublishedPolicy Policy = new(
        "2026.1",
        new DateOnly(2026, 1, 1),
        "Europe/London",
        new PolicyNotice(
            "2026-01",
            "What happens to this chat",
            ["It is recorded."],
            new Dictionary<string, NoticeTranslation>()
        ),
        Services: [],
        new PolicyConduct(new Dictionary<string, string>(), new Dictionary<string, string>()),
        Outcomes: [],
        Purposes: [],
        Clauses: [],
        new PolicyRegisters([], 28, [], [], [], new PolicyRestrictions(12, []))
    );

    private readonly FakeTimeProvider _clock = new();
    private readonly PolicyLine _line = new();
    private readonly HttpClient _http;
    private readonly PolicyDirectory _directory;

    public PolicyDirectoryTests()
    {
        _http = new HttpClient(_line) { BaseAddress = new Uri("http://policy") };
        _directory = new PolicyDirectory(_http, _clock, NullLogger<PolicyDirectory>.Instance);
    }

    [Fact(Timeout = 10_000)]
    public async Task While_the_policy_hangs_one_caller_waits_and_the_copy_serves_the_rest()
    {
        Assert.NotNull(await GetAsync());
        _clock.Advance(TimeSpan.FromMinutes(2));
        var hanging = new TaskCompletionSource<HttpResponseMessage>();
        _line.Answer = () => hanging.Task;

        var callers = Enumerable.Range(0, 5).Select(_ => GetAsync()).ToList();
        hanging.SetException(new HttpRequestException("away"));

        Assert.All(await Task.WhenAll(callers), Assert.NotNull);
        Assert.NotNull(await GetAsync());
        Assert.Equal(2, _line.Calls);
    }

    [Fact(Timeout = 10_000)]
    public async Task After_some_seconds_it_is_asked_again_and_after_a_quarter_of_an_hour_the_copy_is_too_old()
    {
        Assert.NotNull(await GetAsync());
        _line.Answer = () => throw new HttpRequestException("away");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await GetAsync());
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(await GetAsync());
        Assert.Equal(3, _line.Calls);

        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await GetAsync());

        _line.Answer = PolicyLine.Fine;
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(await GetAsync());
    }

    private Task<PublishedPolicy?> GetAsync() => _directory.GetAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _directory.Dispose();
        _http.Dispose();
        _line.Dispose();
    }

    private sealed class PolicyLine : HttpMessageHandler
    {
        public int Calls { get; private set; }

        public Func<Task<HttpResponseMessage>> Answer { get; set; } = Fine;

        public static Task<HttpResponseMessage> Fine() =>
            Task.FromResult(new HttpResponseMessage { Content = JsonContent.Create(Policy) });

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Calls++;
            return Answer();
        }
    }
}
