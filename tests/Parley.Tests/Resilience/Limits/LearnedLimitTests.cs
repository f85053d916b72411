using Parley.Configuration;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Limits;

/// <summary>What providers say of their limits.</summary>
public sealed class LearnedLimitTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SteppedTime _time = new();
    private readonly LimitGate _gate;

    public LearnedLimitTests() => _gate = new LimitGate(_time);

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("x-ratelimit-limit-requests: 60, x-ratelimit-remaining-requests: 59, x-ratelimit-reset-requests: 1s, x-ratelimit-limit-tokens: 150000, x-ratelimit-remaining-tokens: 149984, x-ratelimit-reset-tokens: 6ms", "59/60 in 1000 ms", "149984/150000 in 6 ms")]
    [InlineData("X-RateLimit-Remaining-Requests: 14370, X-RateLimit-Reset-Requests: 2m59.56s", "14370/ in 179560 ms", "")]
    [InlineData("anthropic-ratelimit-requests-limit: 50, anthropic-ratelimit-requests-remaining: 0, anthropic-ratelimit-requests-reset: 2026-01-01T12:00:30Z, anthropic-ratelimit-input-tokens-limit: 40000, anthropic-ratelimit-input-tokens-remaining: 39000, anthropic-ratelimit-input-tokens-reset: 2026-01-01T12:00:02Z", "0/50 in 30000 ms", "39000/40000 in 2000 ms")]
    [InlineData("x-ratelimit-limit: 20, x-ratelimit-remaining: 0, x-ratelimit-reset: 1767268860000", "0/20 in 60000 ms", "")]
    [InlineData("x-ratelimit-remaining-requests: 9, x-request-id: req_1", "", "")]
    [InlineData("x-ratelimit-remaining-requests: many, x-ratelimit-reset-requests: 1s", "", "")]
    [InlineData("x-ratelimit-remaining-requests: 1, x-ratelimit-reset-requests: soon", "", "")]
    public void Headers_are_read_in_every_spelling(string headers, string requests, string tokens)
    {
        Assert.Equal((requests, tokens), Read(headers, ifScarce: false));
    }

    [Theory]
    [InlineData("x-ratelimit-limit-requests: 60, x-ratelimit-remaining-requests: 59, x-ratelimit-reset-requests: 1s, x-ratelimit-limit-tokens: 100, x-ratelimit-remaining-tokens: 49, x-ratelimit-reset-tokens: 6ms", "", "49/100 in 6 ms")]
    [InlineData("x-ratelimit-limit-requests: 1, x-ratelimit-remaining-requests: 0, x-ratelimit-reset-requests: 1s", "0/1 in 1000 ms", "")]
    [InlineData("x-ratelimit-remaining-requests: 14370, x-ratelimit-reset-requests: 1s", "14370/ in 1000 ms", "")]
    public void Limits_of_which_half_is_left_are_passed_over_where_only_scarce_ones_matter(string headers, string requests, string tokens) =>
        Assert.Equal((requests, tokens), Read(headers, ifScarce: true));

    [Fact]
    public void Limit_that_is_reached_fills_evenly_until_it_is_whole()
    {
        Learn(new LimitWord(0, TimeSpan.FromSeconds(60), 30));

        Assert.Equal(TimeSpan.FromSeconds(2), FreeIn());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(_gate.TryTake(LimitPolicy.None, new LimitAsk("", "m", 1)));
        Assert.Null(_gate.TryTake(LimitPolicy.None, new LimitAsk("", "m", 1)));
        _time.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal(TimeSpan.Zero, FreeIn());
    }

    [Fact]
    public void Limit_whose_size_nobody_says_is_waited_out()
    {
        Learn(new LimitWord(1, TimeSpan.FromSeconds(60), null));

        Assert.NotNull(_gate.TryTake(LimitPolicy.None, new LimitAsk("", "m", 1)));
        Assert.Equal(TimeSpan.FromSeconds(60), FreeIn());
    }

    [Fact]
    public void What_is_left_bars_only_requests_that_are_larger()
    {
        _gate.Learn("", "m", new LimitNews(null, new LimitWord(500, TimeSpan.FromMinutes(10), null)));

        var report = _gate.ReportOf(LimitPolicy.None, "", "m")!;
        Assert.Equal((false, true), (report.Bars(500, _time.GetUtcNow()), report.Bars(501, _time.GetUtcNow())));
        Assert.Null(_gate.ReportOf(LimitPolicy.None, "", "other"));
        Assert.Null(_gate.ReportOf(LimitPolicy.None, "b#2", "m"));
    }

    [Fact]
    public async Task Refusal_of_the_provider_holds_the_queue_until_its_time_is_over()
    {
        var policy = new LimitPolicy { MaxWait = TimeSpan.FromMinutes(2) };
        _gate.Block("", "m", TimeSpan.FromSeconds(90));
        _gate.Block("", "m", TimeSpan.FromSeconds(5));
        var waiting = _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await waiting);
    }

    [Fact]
    public void What_was_said_is_forgotten_when_the_operator_wants_it()
    {
        Learn(new LimitWord(0, TimeSpan.FromHours(1), null));
        _gate.Block("", "m", TimeSpan.FromHours(2));

        _gate.Forget();

        Assert.Equal(TimeSpan.Zero, FreeIn());
    }

    private void Learn(LimitWord requests) => _gate.Learn("", "m", new LimitNews(requests, null));

    private TimeSpan FreeIn() => _gate.FreeIn(LimitPolicy.None, new LimitAsk("", "m", 1));

    private static (string Requests, string Tokens) Read(string headers, bool ifScarce)
    {
        var news = LimitHeaders.Read([.. headers.Split(", ").Select(static line => line.Split(": ")).Select(static pair => KeyValuePair.Create(pair[0], pair[1]))], Noon, ifScarce);
        return (Text(news?.Requests), Text(news?.Tokens));

        static string Text(LimitWord? word) => word is { } said ? $"{said.Remaining}/{said.Most} in {said.ResetIn.TotalMilliseconds} ms" : "";
    }
}
