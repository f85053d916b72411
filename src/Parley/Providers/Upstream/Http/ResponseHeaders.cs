using System.Net.Http.Headers;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The headers of an upstream's response, unparsed.</summary>
internal sealed class ResponseHeaders(HttpResponseMessage response) : IWireHeaders
{
    private static readonly string[] CarriedPrefixes = ["x-ratelimit-", "anthropic-ratelimit-", "retry-after", "x-request-id", "request-id"];

    public string? this[string name] =>
        Find(response.Headers, name) ?? Find(response.Content.Headers, name);

    /// <summary>The headers that callers act on: rate limits, request ids, when to come back. All others stay here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Carried()
    {
        List<KeyValuePair<string, string>>? carried = null;
        foreach (var header in response.Headers.NonValidated)
        {
            if (IsCarried(header.Key) && header.Value.ToString() is var value && IsPlain(value) && SaysSomething(header.Key, value))
                (carried ??= []).Add(new(header.Key, value));
        }
        return carried ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    private static bool IsCarried(string name)
    {
        // Most headers begin with another letter than all of these.
        if (name.Length < 10 || (name[0] | 0x20) is not ('x' or 'a' or 'r'))
            return false;
        foreach (var prefix in CarriedPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Clients wait for what they are told, or fail at what they cannot read.</summary>
    private bool SaysSomething(string name, string value) =>
        !name.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase) || RetryAfter.IsSound(name, value, response.Headers.Date);

    /// <summary>A server refuses to write anything else into a header, and a caller need not see it.</summary>
    private static bool IsPlain(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
