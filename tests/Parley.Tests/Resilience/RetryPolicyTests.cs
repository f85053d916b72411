using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Default = RetryPolicy.Of(RetryOptions.None);

    [Fact]
    public void Nothing_said_is_one_retry()
    {
        Assert.Equal(2, Default.MaxAttempts);
        Assert.Equal(TimeSpan.FromSeconds(1), Default.MaxRetryAfter);
    }

    [Theory]
    [InlineData(1, 250)]
    [InlineData(2, 500)]
    [InlineData(3, 1000)]
    [InlineData(20, 10_000)]
    public void Wait_is_a_random_part_of_a_bound_that_doubles_up_to_the_longest(int attempts, double bound)
    {
        Assert.Equal(TimeSpan.Zero, Default.WaitAfter(attempts, null, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(bound * 0.5), Default.WaitAfter(attempts, null, 0.5));
    }

    [Fact]
    public void Wait_does_not_grow_without_exponential_backoff()
    {
        var policy = RetryPolicy.Of(new RetryOptions { IsExponential = false, Multiplier = 3 });

        Assert.Equal(policy.WaitAfter(1, null, 0.5), policy.WaitAfter(5, null, 0.5));
    }

    [Fact]
    public void What_the_provider_asks_for_is_the_least()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(900), Default.WaitAfter(1, TimeSpan.FromMilliseconds(900), 1));
        Assert.Equal(TimeSpan.FromMilliseconds(250), Default.WaitAfter(1, TimeSpan.FromMilliseconds(100), 1));
    }

    [Fact]
    public void More_than_is_waited_is_not_waited()
    {
        Assert.Null(Default.WaitAfter(1, TimeSpan.FromMilliseconds(1001), 0));
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.Of(new RetryOptions { MaxRetryAfter = TimeSpan.FromMinutes(1) }).WaitAfter(1, TimeSpan.FromSeconds(30), 0));
    }

    [Theory]
    [InlineData(FaultKind.RateLimit, 429, "Retry")]
    [InlineData(FaultKind.NotFound, 404, "Retry")]
    [InlineData(FaultKind.Upstream, 500, "NextTarget")]
    [InlineData(FaultKind.InvalidRequest, 400, "Stop")]
    public void Statuses_that_are_said_replace_those_of_the_table(FaultKind kind, int status, string remedy)
    {
        var policy = RetryPolicy.Of(new RetryOptions { Statuses = [429, 404] });
        var fault = new Fault(kind, "x") { Source = FaultSource.Provider, Status = status };

        Assert.Equal(Enum.Parse<Remedy>(remedy), policy.RemedyOf(fault, FaultTable.Of(fault)));
    }

    [Fact]
    public void Lost_connection_is_retried_whatever_statuses_are_said()
    {
        var fault = new Fault(FaultKind.Connect, "x");

        Assert.Equal(Remedy.Retry, RetryPolicy.Of(new RetryOptions { Statuses = [] }).RemedyOf(fault, FaultTable.Of(fault)));
    }

    [Fact]
    public void What_is_said_on_top_wins_member_by_member()
    {
        var model = new RetryOptions { MaxAttempts = 5 };
        var all = new RetryOptions { MaxAttempts = 3, OnRateLimit = true };

        var together = model.Over(RetryOptions.None.Over(all));

        Assert.Equal((5, true), (together.MaxAttempts, together.OnRateLimit));
    }
}
