namespace Parley.Dialects.Conversation;

/// <summary>A search of the web that the provider runs itself, as the dialects have it that know one (OpenAI <c>web_search</c>, Anthropic <c>web_search_20250305</c>, Gemini <c>google_search</c>).</summary>
public sealed record WebSearch
{
    /// <summary>How often the model may search; null when not said.</summary>
    public int? MaxUses { get; init; }

    /// <summary>The only domains to find anything in; empty for all.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>Domains to find nothing in.</summary>
    public IReadOnlyList<string> BlockedDomains { get; init; } = [];

    /// <summary>Where the one who asks is, roughly; null when not said.</summary>
    public SearchLocation? Location { get; init; }

    /// <summary>How much of what was found the model reads: <c>low</c>, <c>medium</c>, <c>high</c>; null when not said.</summary>
    public string? ContextSize { get; init; }

    /// <summary>The member of the request that asks for it, where it is no tool of the list (OpenAI Chat's <c>web_search_options</c>); null otherwise.</summary>
    public string? Member { get; init; }

    /// <summary>What else its dialect says of it.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Where somebody is, roughly. Members are null when not said.</summary>
/// <param name="Country">The country, two letters.</param>
/// <param name="Region">The region or state.</param>
/// <param name="City">The city.</param>
/// <param name="TimeZone">The time zone, as IANA calls it.</param>
public sealed record SearchLocation(string? Country, string? Region, string? City, string? TimeZone);
