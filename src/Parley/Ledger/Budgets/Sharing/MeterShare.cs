using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>How limits are divided.</summary>
/// <param name="Parts">Of a limit a gateway holds at most such a part for what is to come.</param>
/// <param name="GoesOnAlone">Whether each gateway has the whole limit for itself while the store does not answer; else such a part, once.</param>
internal sealed record ShareTerms(decimal Parts, bool GoesOnAlone)
{
    /// <summary>What callers may use: no more than was agreed, whatever happens.</summary>
    public static ShareTerms OfCallers { get; } = new(32, GoesOnAlone: false);

    /// <summary>What backends may be asked: a provider says itself when it is too much, and no request is to fail since a database is away.</summary>
    public static ShareTerms OfBackends { get; } = new(4, GoesOnAlone: true);

    /// <summary>What becomes of limits while the store does not answer, for the log.</summary>
    public string WhenAway => GoesOnAlone ? "each gateway keeps within those of backends by itself" : "each gateway goes on with a small part of those of callers";
}

/// <summary>What this gateway holds of a limit that several share. Its state's lock guards it.</summary>
internal sealed class MeterShare(ShareTerms terms)
{
    /// <summary>How many times what was used between two exchanges is held beyond it.</summary>
    private const int Ahead = 8;

    private static readonly TimeSpan Active = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    /// <summary>What was heard is believed for so long while somebody asks: windows go on, and others give back.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private DateTimeOffset _asked;
    private DateTimeOffset _told;
    private DateTimeOffset _heard;
    private int _asks;
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
    public bool Fits(decimal reserved, decimal amount) => (_hasHelpedItself && terms.GoesOnAlone) || Used + reserved + amount <= Most;

    /// <summary>Whether what all have used was heard a moment ago.</summary>
    public bool IsFresh(DateTimeOffset now) => !_hasHelpedItself && now - _heard < Active;

    /// <summary>Whether it was told and asked within the last interval.</summary>
    public bool HasJustTold(DateTimeOffset now) => now - _told < BudgetSharing.Interval;

    /// <summary>Counts what was used.</summary>
    public void Spend(decimal amount) => Used += amount;

    /// <summary>Somebody has asked for some of it.</summary>
    public void Ask(DateTimeOffset now) => (_asked, _asks) = (now, _asks + 1);

    /// <summary>
    /// What is to be told and asked now; null when there is nothing. What is not wanted any more is given up here before it is given back there: in between nobody may use it.
    /// </summary>
    public BudgetShareAsk? Collect(Meter meter, DateTimeOffset now, bool isEnding)
    {
        // What is held and not used is lost to all where this gateway is killed: so it is what the next moments will use, and not more.
        // What runs at one time is never used up: there it is how many have come.
        _pace = Math.Max(meter.Rule.Window is null ? _asks : Used, _pace / 2);
        _asks = 0;
        var headroom = isEnding || now - _asked >= Active ? 0 : Math.Max(Math.Min(PartOf(meter.Rule), _pace * Ahead), Wanted);
        var spare = Most - Used - meter.Reserved;
        var isStale = (_asked > _told && now - _told >= Believed) || (Most > 0 && now - _told > Refresh);
        var isDue = Used != 0 || Wanted > 0 || (headroom == 0 ? spare > 0 : spare < headroom / 2) || isStale;
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
        _heard = told.Now;
        (Before, Most, Elsewhere, Wanted, _hasHelpedItself) = (given.Spent, given.Most, given.Elsewhere, 0, false);
    }

    /// <summary>The store does not answer: once, until it does, a part of the limit is taken unasked, or the limit is held alone.</summary>
    public void HelpItself(Meter meter)
    {
        if (_hasHelpedItself)
            return;
        _hasHelpedItself = true;
        if (!terms.GoesOnAlone)
            Most = Math.Max(Most, Used + meter.Reserved) + (meter.Rule.Limit / terms.Parts);
    }

    /// <summary>The part of a limit that is held ahead; half a request is of no use to anybody.</summary>
    private decimal PartOf(BudgetRule rule) => rule.Measure is BudgetMeasure.Requests or BudgetMeasure.Concurrent ? Math.Floor(rule.Limit / terms.Parts) : rule.Limit / terms.Parts;
}
