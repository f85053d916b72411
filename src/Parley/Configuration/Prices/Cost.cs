using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>What one call cost, line by line.</summary>
/// <param name="Lines">One line for each kind of tokens that was used; their amounts make the total, to the last digit.</param>
/// <param name="Total">All lines together.</param>
/// <param name="PriceVersion">The version of the row of prices that it was reckoned by.</param>
/// <param name="IsEstimated">True where a number of tokens was estimated, or a rate was taken for want of a better one.</param>
public sealed record Cost(ImmutableArray<CostLine> Lines, Money Total, string PriceVersion, bool IsEstimated);

/// <summary>What one kind of tokens cost in a call.</summary>
/// <param name="Bucket">The kind, see <see cref="CostBuckets"/>.</param>
/// <param name="Units">How many tokens; calls or searches where those are sold.</param>
/// <param name="Rate">The rate: for a million tokens, for one call, for one search.</param>
/// <param name="Amount">What they cost.</param>
public sealed record CostLine(string Bucket, long Units, decimal Rate, decimal Amount);

/// <summary>The words for the kinds of tokens, as in <c>prices</c>.</summary>
public static class CostBuckets
{
    /// <summary>Tokens of the prompt that are nothing else.</summary>
    public const string Input = "input";

    /// <summary>Tokens that came out of the provider's cache.</summary>
    public const string CacheRead = "cache_read";

    /// <summary>Tokens written to its cache for five minutes.</summary>
    public const string CacheWrite5m = "cache_write_5m";

    /// <summary>Tokens written to its cache for an hour.</summary>
    public const string CacheWrite1h = "cache_write_1h";

    /// <summary>Sound in the prompt.</summary>
    public const string AudioInput = "audio_input";

    /// <summary>Images in the prompt.</summary>
    public const string ImageInput = "image_input";

    /// <summary>Tokens of the answer that are nothing else.</summary>
    public const string Output = "output";

    /// <summary>Thoughts.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>Sound in the answer.</summary>
    public const string AudioOutput = "audio_output";

    /// <summary>The call.</summary>
    public const string PerCall = "per_call";

    /// <summary>Searches of the provider.</summary>
    public const string PerSearch = "per_search";
}
