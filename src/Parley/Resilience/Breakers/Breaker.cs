using System.Globalization;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>
/// The circuit breaker of a target. It never forbids: what is open comes after what is closed, and single requests try whether it is well again. Two successes close it.
/// While it is closed a call costs two reads and a count; only failures take its lock. Thread-safe.
/// </summary>
/// <param name="log">Where openings and closings are written down; null for nowhere.</param>
internal sealed class Breaker(BreakerLog? log = null)
{
    private const int SuccessesToClose = 2;
    private const string Recovered = "it answers again";

    /// <summary>So long a hint puts the target behind others, and as long again single requests try it. Then it is over, unless it was confirmed.</summary>
    private static readonly TimeSpan HintHolds = TimeSpan.FromSeconds(5);

    /// <summary>So long no hint is believed after one that was wrong.</summary>
    private static readonly TimeSpan Disbelief = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly CallWindow _window = new();
    private BreakerReport? _report;
    private long _era;
    private int _inARow;
    private int _openings;
    private int _successes;
    private DateTimeOffset _believesFrom;

    /// <summary>How it stands; null while it is closed.</summary>
    public BreakerReport? Report => Volatile.Read(ref _report);

    /// <summary>Asks for leave to make an attempt.</summary>
    /// <param name="insists">True where there is no better target: the attempt is made all the same.</param>
    /// <param name="now">The time.</param>
    /// <param name="pass">The leave.</param>
    public bool TryEnter(bool insists, DateTimeOffset now, out BreakerPass pass)
    {
        pass = new BreakerPass(Volatile.Read(ref _era), IsProbe: false);
        if (Report is null)
            return true;
        lock (_gate)
        {
            pass = new BreakerPass(_era, IsProbe: false);
            if (_report is not { } report)
                return true;
            if (now >= report.HintEnds || (now >= report.Until && _successes >= SuccessesToClose))
            {
                Shut(now >= report.HintEnds ? "nothing has confirmed it here" : Recovered);
                pass = new BreakerPass(_era, IsProbe: false);
                return true;
            }
            if (report.Bars(now))
                return insists;
            Volatile.Write(ref _report, report with { IsProbed = true });
            pass = new BreakerPass(_era, IsProbe: true);
            return true;
        }
    }

    /// <summary>Takes a success.</summary>
    public void Succeeded(BreakerPass pass, BreakerPolicy policy, bool slow, DateTimeOffset now)
    {
        if (!policy.Enabled && Report is null)
            return;
        if (Report is null)
        {
            if (Volatile.Read(ref _inARow) != 0)
                Volatile.Write(ref _inARow, 0);
            _window.Add(policy.Window, now, failed: false, slow);
            if (slow)
                OpenIfSlow(policy, now);
            return;
        }
        lock (_gate)
        {
            if (_report is not { } report)
                return;
            if (pass.Era == _era)
                _successes++;
            // What is open stays open to its end, even if somebody with no other choice was served meanwhile; what this gateway sees itself outweighs a hint.
            if (_successes >= SuccessesToClose && (now >= report.Until || report.IsHint))
                Recover(report, now);
            else if (pass.IsProbe && pass.Era == _era)
                Volatile.Write(ref _report, report with { IsProbed = false });
        }
    }

    /// <summary>Takes a failure that the target is to blame for.</summary>
    public void Failed(BreakerPass pass, BreakerPolicy policy, Fault fault, bool slow, DateTimeOffset now)
    {
        if (!policy.Enabled && Report is null)
            return;
        lock (_gate)
        {
            _window.Add(policy.Window, now, failed: true, slow);
            _inARow++;
            if (_report is null)
            {
                if (Cause(policy, fault, now) is { } reason)
                    Open(policy, fault, reason, now);
            }
            else if (_report.IsHint)
            {
                Open(policy, fault, $"it failed here too ({fault.Kind}); {_report.Reason}", now);
            }
            else if (now >= _report.Until && pass.Era == _era)
            {
                Open(policy, fault, $"it failed again ({fault.Kind})", now);
            }
            else
            {
                Extend(_report, pass, fault, now + Recovery.After(policy, fault, _openings));
            }
        }
    }

    /// <summary>Takes that another gateway has seen the target fail. It is put behind others for a moment and then tried; what was seen here counts for more.</summary>
    /// <param name="policy">The operator's figures.</param>
    /// <param name="left">How long it is open there.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The time.</param>
    public void Hint(BreakerPolicy policy, TimeSpan left, string reason, DateTimeOffset now)
    {
        if (!policy.Enabled)
            return;
        lock (_gate)
        {
            if (_report is not null || now < _believesFrom)
                return;
            var until = now + (left < HintHolds ? left : HintHolds);
            Show(new BreakerReport(now, until, $"another gateway has seen: {reason}") { HintEnds = until + HintHolds }, isQuiet: true);
        }
    }

    /// <summary>Takes an attempt that says nothing of the target: the caller left or asked for the impossible.</summary>
    public void SaidNothing(BreakerPass pass)
    {
        if (!pass.IsProbe)
            return;
        lock (_gate)
        {
            if (_report is { } report && pass.Era == _era)
                Volatile.Write(ref _report, report with { IsProbed = false });
        }
    }

    /// <summary>Closes it by hand: what was counted stays, so that a target which goes on failing opens it for longer.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _inARow = 0;
            Leave("an operator has closed it");
        }
    }

    /// <summary>Forgets all that was seen.</summary>
    /// <param name="why">Why, for the log.</param>
    public void Reset(string why = "an operator has reset it")
    {
        lock (_gate)
            Shut(why);
    }

    /// <summary>Whether a closed breaker is to open; null when it is not.</summary>
    private string? Cause(BreakerPolicy policy, Fault fault, DateTimeOffset now)
    {
        if (Recovery.IsLimit(fault.Kind))
            return "its rate limit is reached";
        if (_inARow >= policy.ConsecutiveFailures)
            return $"{_inARow} failures in a row, the last: {fault.Kind}";
        var (calls, failures, _) = _window.Sum(policy.Window, now);
        return calls >= policy.MinimumCalls && failures >= calls * policy.FailureRate ? $"{Percent(failures, calls)} of {calls} calls failed, the last: {fault.Kind}" : null;
    }

    private void OpenIfSlow(BreakerPolicy policy, DateTimeOffset now)
    {
        var (calls, _, slow) = _window.Sum(policy.Window, now);
        if (calls < policy.MinimumCalls || slow < calls * policy.SlowCallRate)
            return;
        lock (_gate)
        {
            if (_report is null)
                Open(policy, new Fault(FaultKind.FirstEventTimeout, ""), $"{Percent(slow, calls)} of {calls} calls were slow", now);
        }
    }

    private void Open(BreakerPolicy policy, Fault fault, string reason, DateTimeOffset now)
    {
        _openings++;
        Show(new BreakerReport(now, now + Recovery.After(policy, fault, _openings), reason), Recovery.IsLimit(fault.Kind));
    }

    private void Show(BreakerReport report, bool isQuiet)
    {
        _successes = 0;
        Volatile.Write(ref _era, _era + 1);
        Volatile.Write(ref _report, report);
        log?.Opened(report, isQuiet);
    }

    /// <summary>Deadlines are extended, never shortened.</summary>
    private void Extend(BreakerReport report, BreakerPass pass, Fault fault, DateTimeOffset until)
    {
        if (pass.Era == _era)
            _successes = 0;
        var longer = report with { Until = until > report.Until ? until : report.Until, IsProbed = report.IsProbed && !(pass.IsProbe && pass.Era == _era) };
        Volatile.Write(ref _report, longer);
        log?.Lasts(longer, Recovery.IsLimit(fault.Kind));
    }

    private void Recover(BreakerReport report, DateTimeOffset now)
    {
        if (report.IsHint)
            _believesFrom = now + Disbelief;
        Shut(Recovered);
    }

    private void Shut(string why)
    {
        (_inARow, _openings, _successes) = (0, 0, 0);
        _window.Clear();
        Leave(why);
    }

    private void Leave(string why)
    {
        log?.Closed(_report, why);
        Volatile.Write(ref _era, _era + 1);
        Volatile.Write(ref _report, null);
    }

    private static string Percent(int part, int whole) => ((double)part / whole).ToString("0 %", CultureInfo.InvariantCulture);
}
