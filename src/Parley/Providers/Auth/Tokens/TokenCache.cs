using System.Collections.Concurrent;

namespace Parley.Providers.Auth;

/// <summary>A bearer token and how long it lasts from now on.</summary>
/// <param name="Value">The token.</param>
/// <param name="Lifetime">How long it lasts.</param>
internal readonly record struct AccessToken(string Value, TimeSpan Lifetime);

/// <summary>Keeps tokens until a minute before they end.</summary>
/// <remarks>One fetch at a time for each key; callers who come meanwhile wait for it.</remarks>
internal sealed class TokenCache<TKey>(TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<TKey, Kept> _tokens = new();
    private readonly ConcurrentDictionary<TKey, SemaphoreSlim> _gates = new();

    /// <summary>The token of a key, fetched where none is kept.</summary>
    public async ValueTask<string> GetAsync<TState>(TKey key, TState state, Func<TKey, TState, CancellationToken, Task<AccessToken>> fetch, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(key, out var kept) && time.GetUtcNow() < kept.Until)
            return kept.Value;
        var gate = _gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_tokens.TryGetValue(key, out kept) || time.GetUtcNow() >= kept.Until)
                _tokens[key] = kept = Keep(await fetch(key, state, cancellationToken).ConfigureAwait(false));
            return kept.Value;
        }
        finally
        {
            gate.Release();
        }
    }

    private Kept Keep(AccessToken token) => new(token.Value, time.GetUtcNow() + (token.Lifetime > Margin * 2 ? token.Lifetime - Margin : token.Lifetime / 2));

    private sealed record Kept(string Value, DateTimeOffset Until);
}
