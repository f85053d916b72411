using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Ledger.Sessions;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Sessions;

public sealed class SessionTableTests
{
    private static readonly SessionOptions Hour = new() { MaxSessions = 3 };

    private readonly SteppedTime _time = new();
    private readonly SessionTable _sessions;

    public SessionTableTests() => _sessions = new SessionTable(_time);

    [Fact]
    public void Session_is_as_old_as_its_first_request_until_it_is_idle()
    {
        Assert.Equal(TimeSpan.Zero, _sessions.AgeOf(null, "s", Hour));
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(TimeSpan.FromMinutes(50), _sessions.AgeOf(null, "s", Hour));
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(TimeSpan.FromMinutes(100), _sessions.AgeOf(null, "s", Hour));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(TimeSpan.Zero, _sessions.AgeOf(null, "s", Hour));
    }

    [Fact]
    public void Sessions_of_two_callers_are_two()
    {
        _sessions.AgeOf(CallerKey.Of("a", "one"), "s", Hour);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.Zero, _sessions.AgeOf(CallerKey.Of("b", "two"), "s", Hour));
    }

    [Fact]
    public void Who_names_many_loses_his_own_oldest_and_nobody_elses()
    {
        _sessions.AgeOf(CallerKey.Of("few", "one"), "s", Hour);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++)
            _sessions.AgeOf(CallerKey.Of("many", "two"), $"s{i}", Hour);

        Assert.Equal(TimeSpan.FromMinutes(1), _sessions.AgeOf(CallerKey.Of("few", "one"), "s", Hour));
    }
}
