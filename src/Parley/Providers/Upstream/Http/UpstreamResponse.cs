using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>An answer whose head has come and whose body is on its way. Disposing of it before its end closes the connection, so that a caller who leaves does not keep a model busy.</summary>
internal abstract class UpstreamResponse : IWireHeaders, IDisposable
{
    private static readonly byte[][] CarriedPrefixes = [[.. "x-ratelimit-"u8], [.. "anthropic-ratelimit-"u8], [.. "retry-after"u8], [.. "x-request-id"u8], [.. "request-id"u8]];

    /// <summary>Names as they are mostly spelled, which need not be made anew for each answer.</summary>
    private static readonly string[] KnownNames =
    [
        "x-request-id", "request-id", "retry-after", "retry-after-ms",
        "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
        "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset",
        "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset",
    ];

    /// <summary>The HTTP status.</summary>
    public abstract int Status { get; }

    /// <summary>Whether the status says that all went well.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The length of the body; null when it is not said.</summary>
    public abstract long? Length { get; }

    /// <inheritdoc/>
    public abstract string? this[string name] { get; }

    /// <summary>The media type; empty when it is not said.</summary>
    public abstract string ContentType { get; }

    /// <summary>The headers that callers act on: rate limits, request ids, when to come back. All others stay here.</summary>
    /// <param name="received">When the answer came; null when nobody knows.</param>
    public abstract IReadOnlyList<KeyValuePair<string, string>> Carried(DateTimeOffset? received);

    /// <summary>Reads on; 0 at the end. A read of nothing waits until there is something.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>All has come that was asked for: what is left is the end of the body, which nobody waits for.</summary>
    public virtual void Finish()
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether callers act on a header.</summary>
    /// <param name="header">Its name, and whatever stands behind that.</param>
    protected static bool IsCarried(ReadOnlySpan<byte> header)
    {
        // Most headers begin with another letter than all of these.
        if (header.Length < 10 || (header[0] | 0x20) is not ('x' or 'a' or 'r'))
            return false;
        foreach (var prefix in CarriedPrefixes)
        {
            if (header.Length >= prefix.Length && Ascii.EqualsIgnoreCase(header[..prefix.Length], prefix))
                return true;
        }
        return false;
    }

    /// <summary>The name of a header as a text.</summary>
    protected static string NameOf(ReadOnlySpan<byte> name)
    {
        foreach (var known in KnownNames)
        {
            if (known.Length == name.Length && Ascii.Equals(name, known))
                return known;
        }
        return Encoding.Latin1.GetString(name);
    }

    /// <summary>What of a header a caller can do something with; null for nothing. A server refuses to write anything but plain text into a header, and clients wait for what they are told, or fail at what they cannot read.</summary>
    /// <param name="name">The header.</param>
    /// <param name="value">Its value, or all of its values.</param>
    /// <param name="headers">All headers of the answer.</param>
    /// <param name="received">When the answer came; null when nobody knows.</param>
    protected static string? Told(string name, string value, IWireHeaders headers, DateTimeOffset? received)
    {
        if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
            return null;
        return IsWait(name) ? RetryAfter.Told(name, headers, received) : value;
    }

    /// <summary>Whether a header says how long to wait, which has one value for all.</summary>
    protected static bool IsWait(string name) => name.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase);
}
