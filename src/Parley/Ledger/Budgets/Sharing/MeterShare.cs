namespace Parley.Ledger.Budgets;

/// <summary>What this gateway holds of a limit that several share. Its state's lock guards it.</summary>
internal sealed class MeterShare
{
    /// <summary>Of a limit at most so much is held for what is to come: a thirty-second part.</summary>
    public const decimal Parts = 32;

    /// <summary>How many times what was used between two exchanges is held beyond it.</summary>
    private const int Ahead = 8;

    private static readonly TimeSpan Active = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);
    private DateTimeOffset _asked;
    private DateTimeOffset _told;
    private decimal _pace;
    private bool _hasHelpedItself;

    /// <summary>What may be used and set aside here, beyond what all were told of.</summary>
    public decimal Most { get; private set; }

    /// <summary>What was used here, and nobody was told of yet.</summary>
    public decimal Used { get; private set; }

    /// <summary>What all had used when last heard of.</summary>
    public decimal Before { get; private set; }

    /// <summary>What others held when last heard of.</summary>
    public decimal Elsewhere { get; private set; }

    /// <summary>What requests wait for.</summary>
    public decimal Wanted { get; set; }

    /// <summary>Whether so much more fits.</summary>
    public bool Fits(decimal reserved, decimal amount) => Used + reserved + amount <= Most;

    /// <summary>Counts what was used.</summary>
    public void Spend(decimal amount) => Used += amount;

    /// <summary>Somebody has asked for some of it.</summary>
    public void Ask(DateTimeOffset now) => _asked = now;

    /// <summary>
    /// What is to be told and asked now; null when there is nothing. What is not wanted any more is given up here before it is given back there: in between nobody may use it.
    /// </summary>
    public BudgetShareAsk? Collect(Meter meter, DateTimeOffset now, bool isEnding)
    {
        // What is held and not used is lost to all where this gateway is killed: so it is what the next moments will use, and not more.
        _pace = Math.Max(Used, _pace / 2);
        var headroom = isEnding || now - _asked >= Active ? 0 : Math.Max(Math.Min(meter.Rule.Limit / Parts, _pace * Ahead), Wanted);
        var spare = Most - Used - meter.Reserved;
        var isDue = Used != 0 || Wanted > 0 || (headroom == 0 ? spare > 0 : spare < headroom / 2) || (Most > 0 && now - _told > Refresh);
        if (!isDue)
            return null;
        Most = Math.Min(Most, Used + meter.Reserved + headroom);
        _told = now;
        var window = meter.Rule.Window;
        var since = window is null ? now : window.Zone is null ? now - window.Length : window.Around(now).Start;
        return new BudgetShareAsk($"{meter.Rule.Identity} {meter.Id}", Used, meter.Reserved, headroom, meter.Rule.Limit, since, now);
    }

    /// <summary>Takes what was given.</summary>
    public void Apply(BudgetShareAsk told, BudgetShare given)
    {
        Used -= told.Used;
        (Before, Most, Elsewhere, Wanted, _hasHelpedItself) = (given.Spent, given.Most, given.Elsewhere, 0, false);
    }

    /// <summary>The store does not answer: once, until it does, a part of the limit is taken unasked.</summary>
    public void HelpItself(Meter meter)
    {
        if (_hasHelpedItself)
            return;
        _hasHelpedItself = true;
        Most = Math.Max(Most, Used + meter.Reserved) + (meter.Rule.Limit / Parts);
    }
}
