using System.Collections.Immutable;
using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>Puts prices on the tokens of one call. On the path of every request: no more is allocated than the cost itself.</summary>
internal ref struct CostReckoning(Span<CostLine?> lines)
{
    /// <summary>The most lines that a cost has.</summary>
    public const int MostLines = 11;

    private const decimal Million = 1_000_000;

    private readonly Span<CostLine?> _lines = lines;
    private int _count;
    private decimal _total;
    private bool _isEstimated;

    /// <summary>Takes all tokens of a usage. A kind that the provider did not count costs nothing, and makes the cost an estimate where it is prompt or answer.</summary>
    public void Take(Rates rates, Usage usage)
    {
        Add(CostBuckets.Input, usage.Input, rates.Input);
        Add(CostBuckets.CacheRead, usage.CacheRead, rates.CacheRead ?? rates.Input);
        Add(CostBuckets.CacheWrite5m, usage.CacheWrite5m, rates.CacheWrite5m ?? rates.Input);
        Add(CostBuckets.CacheWrite1h, usage.CacheWrite1h, rates.CacheWrite1h ?? rates.CacheWrite5m ?? rates.Input, rates.CacheWrite1h is null);
        Add(CostBuckets.AudioInput, usage.AudioInput, rates.AudioInput ?? rates.Input, rates.AudioInput is null);
        Add(CostBuckets.ImageInput, usage.ImageInput, rates.ImageInput ?? rates.Input);
        Add(CostBuckets.Output, usage.Output, rates.Output);
        Add(CostBuckets.Reasoning, usage.Reasoning, rates.Reasoning ?? rates.Output);
        Add(CostBuckets.AudioOutput, usage.AudioOutput, rates.AudioOutput ?? rates.Output, rates.AudioOutput is null);
        _isEstimated |= (rates.Input is not null && !usage.Input.IsKnown) || (rates.Output is not null && !usage.Output.IsKnown);
    }

    /// <summary>Takes what is sold by the piece.</summary>
    public void Take(string bucket, long units, decimal? rate)
    {
        if (units > 0 && rate is { } each)
            Line(bucket, units, each, units * each);
    }

    /// <summary>The cost.</summary>
    public readonly Cost Sum(PriceRow row, bool isEstimated)
    {
        var all = ImmutableArray.CreateBuilder<CostLine>(_count);
        foreach (var line in _lines[.._count])
            all.Add(line!);
        return new Cost(all.MoveToImmutable(), new Money(_total, row.Currency), row.Version, isEstimated || _isEstimated);
    }

    private void Add(string bucket, TokenCount count, decimal? rate, bool isGuess = false)
    {
        if (count.Tokens <= 0)
            return;
        _isEstimated |= isGuess || count.Quality != TokenCountQuality.Exact;
        var each = rate ?? 0;
        Line(bucket, count.Tokens, each, count.Tokens * each / Million);
    }

    private void Line(string bucket, long units, decimal rate, decimal amount)
    {
        _lines[_count++] = new CostLine(bucket, units, rate, amount);
        _total += amount;
    }
}
