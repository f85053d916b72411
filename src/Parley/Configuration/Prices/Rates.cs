namespace Parley.Configuration;

/// <summary>
/// What tokens cost, for a million of each kind. The kinds are disjoint, as in a reply's usage. A kind without a rate of its own costs what the kind does that it is a special case of:
/// what is read from a cache, is sound or an image, as <see cref="Input"/>; what is written to a cache for five minutes as <see cref="Input"/>, for an hour as for five minutes; thoughts and sound of an answer as <see cref="Output"/>.
/// </summary>
public sealed record Rates
{
    /// <summary>Nothing is said.</summary>
    public static Rates None { get; } = new();

    /// <summary>Tokens of the prompt that no other rate is for.</summary>
    public decimal? Input { get; init; }

    /// <summary>Tokens of the prompt that came out of the provider's cache.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Tokens of the prompt that were written to the cache for five minutes.</summary>
    public decimal? CacheWrite5m { get; init; }

    /// <summary>Tokens of the prompt that were written to the cache for an hour.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Sound in the prompt.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Images in the prompt.</summary>
    public decimal? ImageInput { get; init; }

    /// <summary>Tokens of the answer that no other rate is for.</summary>
    public decimal? Output { get; init; }

    /// <summary>Thoughts.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Sound in the answer.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>Each call, whatever it reads and writes; for one, not for a million.</summary>
    public decimal? PerCall { get; init; }

    /// <summary>Each search that the provider makes for a call; for one.</summary>
    public decimal? PerSearch { get; init; }

    /// <summary>Whether anything is said.</summary>
    internal bool IsSaid => this != None;

    /// <summary>What is said here, and for the rest what is said there.</summary>
    internal Rates Over(Rates other) => new()
    {
        Input = Input ?? other.Input,
        CacheRead = CacheRead ?? other.CacheRead,
        CacheWrite5m = CacheWrite5m ?? other.CacheWrite5m,
        CacheWrite1h = CacheWrite1h ?? other.CacheWrite1h,
        AudioInput = AudioInput ?? other.AudioInput,
        ImageInput = ImageInput ?? other.ImageInput,
        Output = Output ?? other.Output,
        Reasoning = Reasoning ?? other.Reasoning,
        AudioOutput = AudioOutput ?? other.AudioOutput,
        PerCall = PerCall ?? other.PerCall,
        PerSearch = PerSearch ?? other.PerSearch,
    };

    /// <summary>A share of these rates for tokens; calls and searches cost the same.</summary>
    internal Rates Times(decimal share) => this with
    {
        Input = Input * share,
        CacheRead = CacheRead * share,
        CacheWrite5m = CacheWrite5m * share,
        CacheWrite1h = CacheWrite1h * share,
        AudioInput = AudioInput * share,
        ImageInput = ImageInput * share,
        Output = Output * share,
        Reasoning = Reasoning * share,
        AudioOutput = AudioOutput * share,
    };

    /// <summary>The two rates that routing compares, with the price of a call; null where there are none. What is sold by the search alone takes one for a call.</summary>
    internal TokenPrice? Summary(string currency) => (Input, PerCall ?? (Input is null ? PerSearch : null)) switch
    {
        (null, null) => null,
        var (input, call) => new TokenPrice(input ?? 0, Output ?? 0, currency) { PerCall = call },
    };
}

/// <summary>What tokens cost in requests with long prompts: all tokens of such a request, not only those above.</summary>
/// <param name="AboveInputTokens">It holds for prompts of more tokens than this, cached ones included.</param>
/// <param name="Rates">The rates.</param>
public sealed record PriceTier(long AboveInputTokens, Rates Rates)
{
    internal TokenPrice? Summary { get; init; }
}

/// <summary>What tokens cost under a service tier of the provider: as a batch, with patience (flex), before others (priority).</summary>
/// <param name="Rates">The rates.</param>
public sealed record ServicePrice(Rates Rates)
{
    /// <summary>Those of long prompts, the shortest first.</summary>
    public System.Collections.Immutable.ImmutableArray<PriceTier> Tiers { get; init; } = [];
}
