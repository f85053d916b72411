namespace Parley.Configuration;

/// <summary>One of several keys of a backend.</summary>
/// <param name="Name">How records speak of it: <c>openai#2</c>, counted as in the file. The key itself is never shown.</param>
/// <param name="Secret">The key.</param>
/// <param name="Weight">Its share of the requests, beside those of the others.</param>
public sealed record BackendKey(string Name, Secret Secret, int Weight)
{
    /// <summary>Requests in any minute with it, for each model; null for what the backend says.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute with it, for each model; null for what the backend says.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>The limits of the backend with this key in use.</summary>
    internal LimitPolicy? Limits(LimitPolicy? lower) => RequestsPerMinute is null && TokensPerMinute is null ? lower : (lower ?? new LimitPolicy()) with
    {
        RequestsPerMinute = RequestsPerMinute ?? lower?.RequestsPerMinute,
        TokensPerMinute = TokensPerMinute ?? lower?.TokensPerMinute,
    };
}
