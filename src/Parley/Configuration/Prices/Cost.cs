using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>One line of a cost.</summary>
/// <param name="Bucket">What was used: <c>input</c>, <c>cache_read</c>, <c>output</c>.</param>
/// <param name="Units">How many tokens, calls or searches.</param>
/// <param name="Rate">The price of a million tokens, or of one call or search.</param>
/// <param name="Amount">What it comes to, exact.</param>
public sealed record CostLine(string Bucket, long Units, decimal Rate, decimal Amount);

/// <summary>What a call cost, line by line.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Total">Their sum.</param>
/// <param name="PriceVersion">Which state of the price it was reckoned with.</param>
/// <param name="IsEstimated">Whether a number of tokens or a rate was estimated.</param>
public sealed record Cost(ImmutableArray<CostLine> Lines, Money Total, string PriceVersion, bool IsEstimated);
