using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class RetryAfterTests
{
    private const string Now = "Sun, 29 Nov 2026 12:00:00 GMT";

    [Theory]
    [InlineData("retry-after", "7", 7_000)]
    [InlineData("retry-after", "0.5", 500)]
    [InlineData("retry-after-ms", "250", 250)]
    [InlineData("retry-after", "Sun, 29 Nov 2026 12:00:30 GMT", 30_000)]
    [InlineData("retry-after", "Sun, 29 Nov 2026 11:59:00 GMT", 0)]
    [InlineData("x-ratelimit-reset-requests", "1s", 1_000)]
    [InlineData("x-ratelimit-reset-requests", "120ms", 120)]
    [InlineData("x-ratelimit-reset-tokens", "6m0s", 360_000)]
    [InlineData("x-ratelimit-reset-tokens", "2m59.56s", 179_560)]
    [InlineData("x-ratelimit-reset-requests", "1h0m5s", 3_605_000)]
    [InlineData("x-ratelimit-reset-requests", "10", 10_000)]
    [InlineData("anthropic-ratelimit-requests-reset", "2026-11-29T12:00:12Z", 12_000)]
    [InlineData("x-ratelimit-reset", "1795953615", 15_000)]
    [InlineData("x-ratelimit-reset", "1795953615000", 15_000)]
    [InlineData("ratelimit-reset", "50", 50_000)]
    public void Wait_is_read_in_every_spelling(string header, string value, double milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Of(429, (header, value)));
    }

    [Theory]
    [InlineData("retry-after", "Sun, 29 Nov 2026 12:00:30 GMT", 30_000)]
    [InlineData("anthropic-ratelimit-requests-reset", "2026-11-29T12:00:12Z", 12_000)]
    public void Moment_in_an_answer_without_its_own_date_is_measured_from_when_it_was_received(string header, string value, double milliseconds)
    {
        var reply = new WireReply(429, new WireHeaders([KeyValuePair.Create(header, value)]), default);

        Assert.Null(RetryAfter.Of(reply));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RetryAfter.Of(reply with { Received = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero) }));
    }

    [Theory]
    [InlineData("retry-after", "soon")]
    [InlineData("x-ratelimit-reset-requests", "1x")]
    [InlineData("x-ratelimit-reset-requests", "")]
    [InlineData("retry-after-ms", "-5")]
    public void Nonsense_is_no_wait(string header, string value)
    {
        Assert.Null(Of(429, (header, value)));
    }

    [Theory]
    [InlineData("retry-after", "7", true)]
    [InlineData("Retry-After", "0.5", true)]
    [InlineData("retry-after-ms", "250", true)]
    [InlineData("retry-after", "Sun, 29 Nov 2026 12:00:30 GMT", true)]
    [InlineData("retry-after-ms", "Sun, 29 Nov 2026 12:00:30 GMT", false)]
    [InlineData("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT", false)]
    [InlineData("retry-after", "soon", false)]
    [InlineData("retry-after", "-5", false)]
    [InlineData("retry-after", "99999999999", false)]
    [InlineData("retry-after", "NaN", false)]
    [InlineData("retry-after", "", false)]
    public void Wait_is_sound_when_a_client_can_wait_so_long(string header, string value, bool isSound) =>
        Assert.Equal(isSound ? value : null, RetryAfter.Told(header, new Given([(header, value)]), null));

    [Theory]
    [InlineData("Sun, 29 Nov 2026 12:00:30 GMT", true)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", false)]
    public void Date_in_an_answer_without_its_own_is_sound_by_when_it_was_received(string value, bool isSound) =>
        Assert.Equal(isSound ? value : null, RetryAfter.Told("retry-after", new WireHeaders([KeyValuePair.Create("retry-after", value)]), new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("5, 7", "7", 7)]
    [InlineData("7,5.5", "7", 7)]
    [InlineData("5, soon", "5", 5)]
    [InlineData("soon, later", null, 0)]
    [InlineData("5, Sun, 29 Nov 2026 12:01:00 GMT", "Sun, 29 Nov 2026 12:01:00 GMT", 60)]
    [InlineData("Sun, 29 Nov 2026 12:01:00 GMT, 90", "90", 90)]
    [InlineData("Sun, 29 Nov 2026 12:01:30 GMT, Sun, 29 Nov 2026 12:01:00 GMT", "Sun, 29 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT, 5", "5", 5)]
    public void Longest_of_several_waits_counts(string value, string? told, double seconds)
    {
        Assert.Equal(told, RetryAfter.Told("retry-after", new Given([("retry-after", value)]), null));
        Assert.Equal(told is null ? null : TimeSpan.FromSeconds(seconds), Of(429, ("retry-after", value)));
    }

    [Theory]
    [InlineData("1500", "2", 1_500, "1500", "2")]
    [InlineData("1500", "60", 60_000, null, "60")]
    [InlineData("90000", "60", 90_000, "90000", null)]
    [InlineData("1500", "Sun, 29 Nov 2026 12:01:00 GMT", 60_000, null, "Sun, 29 Nov 2026 12:01:00 GMT")]
    [InlineData("soon", "60", 60_000, null, "60")]
    [InlineData("500", "soon", 500, "500", null)]
    public void Caller_and_gateway_wait_the_longer_of_two_waits_that_differ(string milliseconds, string seconds, double wait, string? toldMilliseconds, string? toldSeconds)
    {
        (string, string)[] headers = [("retry-after-ms", milliseconds), ("retry-after", seconds)];
        Assert.Equal(TimeSpan.FromMilliseconds(wait), Of(429, headers));
        Assert.Equal(toldMilliseconds, RetryAfter.Told("retry-after-ms", new Given(headers), null));
        Assert.Equal(toldSeconds, RetryAfter.Told("Retry-After", new Given(headers), null));
    }

    [Fact]
    public void Limit_of_which_something_is_left_is_not_waited_for()
    {
        Assert.Null(Of(429, ("x-ratelimit-reset-requests", "60s"), ("x-ratelimit-remaining-requests", "12")));
        Assert.Equal(
            TimeSpan.FromSeconds(5),
            Of(429, ("x-ratelimit-reset-requests", "60s"), ("x-ratelimit-remaining-requests", "12"), ("x-ratelimit-reset-tokens", "5s"), ("x-ratelimit-remaining-tokens", "0")));
    }

    [Fact]
    public void Longest_of_several_limits_counts()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Of(429, ("x-ratelimit-reset-requests", "60s"), ("x-ratelimit-reset-tokens", "5s")));
    }

    [Fact]
    public void What_is_asked_for_stands_above_what_the_limits_say()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Of(429, ("retry-after", "2"), ("x-ratelimit-reset-requests", "60s")));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public void Limits_of_any_other_answer_are_no_wait(int status)
    {
        Assert.Null(Of(status, ("x-ratelimit-reset-requests", "60s")));
    }

    private static TimeSpan? Of(int status, params (string Name, string Value)[] headers) => RetryAfter.Of(new WireReply(status, new Given(headers), default));

    private sealed class Given((string Name, string Value)[] headers) : IWireHeaders
    {
        public string? this[string name] => name == "date" ? Now : headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
