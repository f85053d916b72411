using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class AdaptiveTimeoutTests
{
    private static readonly AdaptiveTimeout Timeout = new() { Base = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(10), Multiplier = 2 };

    [Theory]
    [InlineData(null, 10)]
    [InlineData(0.2, 1)]
    [InlineData(3.0, 6)]
    [InlineData(8.0, 10)]
    public void Deadline_follows_the_answers_within_its_bounds(double? usual, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Timeout.After(usual is { } known ? TimeSpan.FromSeconds(known) : null));

    [Theory]
    [InlineData(true, true, 10)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    public void Request_that_nobody_waits_for_gets_the_longest_where_the_operator_says_so(bool isPatient, bool nobodyWaits, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), (Timeout with { IsPatient = isPatient }).After(TimeSpan.FromSeconds(0.2), nobodyWaits));

    [Fact]
    public void Target_that_becomes_slow_is_given_more_time_by_its_own_timeouts()
    {
        var times = new FirstEventTimes();
        for (var i = 0; i < 100; i++)
            times.Add(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Timeout.Base, Timeout.After(times.Within(99)));

        for (var i = 0; i < 40; i++)
            times.Add(Timeout.After(times.Within(99)));

        Assert.Equal(Timeout.Max, Timeout.After(times.Within(99)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\"latency_adaptation_enabled\":true", true)]
    [InlineData("\"base_timeout_ms\":5000", true)]
    [InlineData("\"async_contribution_enabled\":true", true)]
    [InlineData("\"async_contribution_enabled\":false", false)]
    [InlineData("\"base_timeout_ms\":5000,\"latency_adaptation_enabled\":false", false)]
    public void Deadlines_are_fixed_unless_the_operator_says_otherwise(string member, bool follows) =>
        Assert.Equal(follows, Load(member).Require().BackendList[0].AdaptiveTimeout is not null);

    [Fact]
    public void Bounds_that_are_not_in_order_are_a_problem() =>
        Assert.Contains(Load("\"base_timeout_ms\":5000,\"max_timeout_ms\":4000").Problems, static problem => problem.Message == "`max_timeout_ms` of backend `b` is below `base_timeout_ms`");

    private static LoadedConfiguration Load(string member) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "b", "type": "ollama" {{(member.Length > 0 ? "," + member : "")}} } ] }""")]);
}
