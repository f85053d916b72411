using System.Buffers;
using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>Headers have names and values that HTTP can carry (RFC 9110, section 5): one that cannot would fail at every call, as if the backend were down.</summary>
internal sealed class BackendHeaderValidator : IValidator
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
        {
            foreach (var (name, value) in backend.Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
            {
                var entry = (backend.Node?.Find("headers", "custom_headers", "customHeaders")?.Value as ConfigMap)?.Find(name);
                if (name.Length == 0 || name.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0)
                    problems.Add(new Problem(ProblemCode.NotAllowed, $"`{name}` is not the name of a header", entry?.NameSpan) { Hint = "letters, digits and hyphens" });
                else if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
                    problems.Add(new Problem(ProblemCode.NotAllowed, $"header `{name}` has a value that HTTP cannot carry", entry?.Value.Span) { Hint = "printable ASCII on one line" });
                if (StandsForKey(backend, name, catalog))
                    problems.Add(new Problem(ProblemCode.ExcludeEachOther, $"header `{name}` is sent in place of the key of backend `{backend.Id}`", entry?.NameSpan) { Severity = Severity.Warning, Hint = "keep one of the two" });
            }
        }
    }

    /// <summary>Whether a header is the one in which a key would be sent that is configured too.</summary>
    private static bool StandsForKey(BackendOptions backend, string header, Catalog catalog) => (backend.ApiKey is not null || !backend.ApiKeys.IsEmpty)
        && ProviderChoice.Of(backend, catalog) is { } provider && header.Equals(BackendCompiler.AuthOf(backend, provider).Header, StringComparison.OrdinalIgnoreCase);
}
