using Parley.Configuration;

namespace Parley.Ledger.Budgets;

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
    private int _gateways;
    private bool _isAlone;

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

    /// <summary>Whether so much more fits into what is held; or into what may be taken before it is, as long as nobody has heard that the limit is used up.</summary>
    public bool Fits(Meter meter, BudgetRule rule, decimal amount, DateTimeOffset now)
    {
        var taken = Used + meter.Reserved + amount;
        if (taken <= Most)
            return true;
        if (_isAlone)
            return terms.GoesOnAlone || (IsPast(rule.Window, now) && meter.SpentHere(now) + meter.Reserved + amount <= PartAlone(rule));
        return terms.IsAhead && BeforeAt(rule.Window, now) + Elsewhere + taken <= rule.Limit && (taken - amount <= Most || taken - Most <= terms.PartOf(rule));
    }

    /// <summary>What all had used of the window that there is now, as far as was heard of it.</summary>
    public decimal BeforeAt(BudgetWindow? window, DateTimeOffset now) => Before != 0 && IsPast(window, now) ? 0 : Before;

    /// <summary>Whether what all have used was heard a moment ago.</summary>
    public bool IsFresh(DateTimeOffset now) => !_isAlone && now - _heard < Active;

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
        // What was used in a window that is past is of no concern to the present one.
        if (Used > 0 && meter.Rule.Window is { } kept && IsPast(kept, now))
            Used = Math.Min(Used, meter.SpentHere(now));
        var headroom = isEnding || now - _asked >= Active ? 0 : Math.Max(Math.Min(terms.PartOf(meter.Rule), _pace * Ahead), Wanted);
        var spare = Most - Used - meter.Reserved;
        var isStale = (_asked > _told && now - _told >= Believed) || (Most > 0 && now - _told > Refresh);
        var isDue = Used != 0 || Wanted > 0 || spare < 0 || (headroom == 0 ? spare > 0 : spare < headroom / 2) || isStale || _isAlone;
        if (!isDue)
            return null;
        if (!_isAlone)
            Most = Math.Min(Most, Used + meter.Reserved + headroom);
        _told = now;
        var window = meter.Rule.Window;
        var since = window is null ? now : window.Zone is null ? now - window.Length : window.Around(now).Start;
        return new BudgetShareAsk($"{meter.Rule.Identity} {meter.Id}", Used, meter.Reserved, headroom, meter.Rule.Limit, since, now, IsRolling: window is { Zone: null });
    }

    /// <summary>Takes what was given.</summary>
    public void Apply(BudgetShareAsk told, BudgetShare given)
    {
        Used -= told.Used;
        _heard = told.Now;
        (Before, Most, Elsewhere, Wanted, _gateways, _isAlone) = (given.Spent, given.Most, given.Elsewhere, 0, given.Gateways, false);
    }

    /// <summary>
    /// The store does not answer. What nobody had used or held when it was heard of last is divided among the gateways that there were;
    /// when that window is past, each keeps to its part of the limit, by what it has used itself.
    /// </summary>
    /// <param name="meter">Whose share it is.</param>
    /// <param name="gateways">How many gateways there were, this one with them; 0 where nobody knows.</param>
    public void GoOnAlone(Meter meter, int gateways)
    {
        if (_isAlone)
            return;
        (_isAlone, _gateways) = (true, Math.Max(gateways, _gateways));
        if (terms.GoesOnAlone || _heard == default)
            return;
        var held = Math.Max(Most, Used + meter.Reserved);
        Most = held + Math.Max(0, ShareTerms.Whole(meter.Rule, (meter.Rule.Limit - Before - Elsewhere - held) / Math.Max(1, _gateways)));
    }

    /// <summary>Whether the window of which was heard is over.</summary>
    private bool IsPast(BudgetWindow? window, DateTimeOffset now) => _heard == default || (window is not null && (window.Zone is null ? now - window.Length : window.Around(now).Start) > _heard);

    /// <summary>The part of a gateway where nobody knows how many there are is that of many; one request goes in any case.</summary>
    private decimal PartAlone(BudgetRule rule)
    {
        var part = ShareTerms.Whole(rule, rule.Limit / (_gateways > 0 ? _gateways : terms.Parts));
        return rule.Measure is BudgetMeasure.Requests or BudgetMeasure.Concurrent ? Math.Max(1, part) : part;
    }
}
