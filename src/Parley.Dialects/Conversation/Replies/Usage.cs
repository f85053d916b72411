namespace Parley.Dialects.Conversation;

/// <summary>How far a number of tokens can be trusted.</summary>
public enum TokenCountQuality : byte
{
    /// <summary>Nobody said; the number is 0 and means nothing.</summary>
    Unknown,

    /// <summary>Parley estimated it.</summary>
    Estimated,

    /// <summary>The provider reported it.</summary>
    Exact,
}

/// <summary>A number of tokens and its quality.</summary>
/// <param name="Tokens">The number.</param>
/// <param name="Quality">How far it can be trusted.</param>
public readonly record struct TokenCount(long Tokens, TokenCountQuality Quality)
{
    /// <summary>Larger numbers of a provider are read as this one: no exchange has so many tokens, and sums of it do not overflow.</summary>
    public const long Most = 1_000_000_000_000;

    /// <summary>Whatever is added up, no count is larger, nor less than 0.</summary>
    private const long Bound = 1000 * Most;

    // One number for both: a usage has nine of these, and is kept with every decision of routing.
    private readonly long _packed = (Math.Clamp(Tokens, 0, Bound) << 2) | (long)Quality;

    /// <summary>The number.</summary>
    public long Tokens { get => _packed >> 2; init => _packed = (Math.Clamp(value, 0, Bound) << 2) | (_packed & 3); }

    /// <summary>How far it can be trusted.</summary>
    public TokenCountQuality Quality { get => (TokenCountQuality)(_packed & 3); init => _packed = (_packed & ~3L) | (long)value; }

    /// <summary>A number that the provider reported.</summary>
    public static TokenCount Exact(long tokens) => new(tokens, TokenCountQuality.Exact);

    /// <summary>A number that Parley estimated.</summary>
    public static TokenCount Estimated(long tokens) => new(tokens, TokenCountQuality.Estimated);

    /// <summary>The sum; what nobody counted counts as nothing where the other is known.</summary>
    public TokenCount Plus(TokenCount more) => !IsKnown ? more : !more.IsKnown ? this : new(Tokens + more.Tokens, (TokenCountQuality)Math.Min((byte)Quality, (byte)more.Quality));

    /// <summary>True unless nobody said.</summary>
    public bool IsKnown => Quality != TokenCountQuality.Unknown;
}

/// <summary>What a request used. The buckets are disjoint: each token is in exactly one of them, so that a price can be put on each.</summary>
public sealed record Usage
{
    // Null is 0, all else has its sign turned.
    private readonly long _providerTotal;
    private readonly int _searches;

    /// <summary>Nothing is known.</summary>
    public static Usage Unknown { get; } = new();

    /// <summary>Prompt tokens that no cache served and that are neither audio nor images.</summary>
    public TokenCount Input { get; init; }

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public TokenCount CacheRead { get; init; }

    /// <summary>Prompt tokens written to the cache for five minutes (or for the provider's default).</summary>
    public TokenCount CacheWrite5m { get; init; }

    /// <summary>Prompt tokens written to the cache for an hour.</summary>
    public TokenCount CacheWrite1h { get; init; }

    /// <summary>Sound in the prompt, uncached.</summary>
    public TokenCount AudioInput { get; init; }

    /// <summary>Images in the prompt, uncached, where the provider counts them apart.</summary>
    public TokenCount ImageInput { get; init; }

    /// <summary>Written tokens that are neither thoughts nor sound.</summary>
    public TokenCount Output { get; init; }

    /// <summary>Thought tokens.</summary>
    public TokenCount Reasoning { get; init; }

    /// <summary>Sound in the answer.</summary>
    public TokenCount AudioOutput { get; init; }

    /// <summary>How many searches of the web the provider made for the answer, as far as it says; they are paid for beside the tokens.</summary>
    public long Searches { get => _searches; init => _searches = (int)Math.Clamp(value, 0, int.MaxValue); }

    /// <summary>The tier that the answer was served under.</summary>
    public ServiceTier ServiceTier { get; init; }

    /// <summary>The provider's own total, to check the buckets against; null when it gives none.</summary>
    public long? ProviderTotal { get => _providerTotal == 0 ? null : _providerTotal ^ long.MinValue; init => _providerTotal = value is { } total ? total ^ long.MinValue : 0; }

    /// <summary>Members of the provider's usage object that have no bucket, and its own spelling of those that have.</summary>
    public Extras? Extras { get; init; }

    /// <summary>What two calls used together. A sum is as good as the worse of its numbers; the provider's own members belong to one call and are left out.</summary>
    public Usage Plus(Usage more) => !IsKnown ? more : !more.IsKnown ? this : new Usage
    {
        Input = Input.Plus(more.Input),
        CacheRead = CacheRead.Plus(more.CacheRead),
        CacheWrite5m = CacheWrite5m.Plus(more.CacheWrite5m),
        CacheWrite1h = CacheWrite1h.Plus(more.CacheWrite1h),
        AudioInput = AudioInput.Plus(more.AudioInput),
        ImageInput = ImageInput.Plus(more.ImageInput),
        Output = Output.Plus(more.Output),
        Reasoning = Reasoning.Plus(more.Reasoning),
        AudioOutput = AudioOutput.Plus(more.AudioOutput),
        Searches = Searches + more.Searches,
        ServiceTier = ServiceTier == ServiceTier.Unknown ? more.ServiceTier : ServiceTier,
    };

    /// <summary>The same, where the reply says beside its usage under which tier it was served.</summary>
    internal Usage ServedAs(ServiceTier tier) => tier == ServiceTier.Unknown || tier == ServiceTier ? this : this with { ServiceTier = tier };

    /// <summary>All prompt buckets together.</summary>
    public long TotalInput => Input.Tokens + CacheRead.Tokens + CacheWrite5m.Tokens + CacheWrite1h.Tokens + AudioInput.Tokens + ImageInput.Tokens;

    /// <summary>All answer buckets together.</summary>
    public long TotalOutput => Output.Tokens + Reasoning.Tokens + AudioOutput.Tokens;

    /// <summary>True when the provider said anything about the prompt or the answer.</summary>
    public bool IsKnown => Input.IsKnown || Output.IsKnown;
}
