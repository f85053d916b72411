using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects;

namespace Parley.Configuration.Compiling;

/// <summary>Where a backend is: its base address, and what its requests carry in query and path.</summary>
/// <param name="Address">The base address.</param>
/// <param name="Query">Query parameters of every request.</param>
/// <param name="Paths">Paths that differ from the dialect's.</param>
internal sealed record Endpoint(Uri Address, ImmutableArray<KeyValuePair<string, string>> Query, ImmutableDictionary<string, string> Paths)
{
    /// <summary>Whether the address names one deployment, under which there is nothing but the dialect of its provider.</summary>
    public bool IsDeployment => Address.AbsolutePath.Contains("/deployments/", StringComparison.Ordinal);

    /// <summary>Finds the address: what the operator wrote, else the environment, else the catalog. Null after a problem.</summary>
    public static Endpoint? Of(BackendOptions options, ProviderDescriptor provider, CompileScope scope, ProblemList problems)
    {
        var placeholders = new Placeholders(provider, options, scope.Environment);
        var written = options.Endpoint ?? FromEnvironment(provider, scope);
        var usual = provider.BaseUrl is null ? null : placeholders.Fill(provider.BaseUrl, out _);
        if ((written ?? usual) is not { } text)
        {
            problems.Add(Incomplete(options, provider, placeholders));
            return null;
        }
        if (Parse(text, provider) is not { } given)
        {
            problems.Add(Unusable(options, text));
            return null;
        }
        if (options.Endpoint is not null && BaseAddress.DialectOf(given) is { } spoken && spoken != provider.Dialect && !provider.AlsoSpeaks.Contains(spoken))
            problems.Add(Foreign(options, provider, spoken));
        if (written is null)
            return new Endpoint(WithSlash(given.AbsoluteUri), [.. placeholders.FillAll(provider.Query)], provider.Paths);
        var address = BaseAddress.Normalize(given, provider.Dialect, PathOf(provider.BaseUrl));
        var own = OwnQuery(given);
        // An address that says its version needs none in the query; one that says its version or deployment has no further deployment in its paths.
        var isVersioned = BaseAddress.IsVersioned(address);
        var endpoint = new Endpoint(address, isVersioned ? own : Merge(placeholders.FillAll(provider.Query), own), provider.Paths);
        return isVersioned || endpoint.IsDeployment ? endpoint with { Paths = BelowBase(provider.Paths) } : endpoint;
    }

    /// <summary>The address that the environment holds. One that leads to the gateway itself is meant for its clients (ANTHROPIC_BASE_URL) and passed over.</summary>
    private static string? FromEnvironment(ProviderDescriptor provider, CompileScope scope) =>
        provider.EndpointEnv.Select(scope.Environment)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value) && !(Parse(value, provider) is { } address && GatewayAddress.LeadsTo(scope.Server, address)));

    /// <summary>The address that a text means; null when it means none. <c>OLLAMA_HOST</c> may be a host or a host with port only, or the address that the server listens on.</summary>
    public static Uri? Parse(string written, ProviderDescriptor provider)
    {
        var hasScheme = written.Contains("://", StringComparison.Ordinal);
        var text = hasScheme ? written : SchemeFor(written, provider) + written;
        return Uri.TryCreate(text.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal), UriKind.Absolute, out var given) && IsUsable(given) ? WithPort(given, hasScheme, provider) : null;
    }

    /// <summary>A host alone (<c>DATABRICKS_HOST</c>) is asked as its provider is: no key goes out in clear to a cloud. This machine and names with a port have no certificates.</summary>
    private static string SchemeFor(string written, ProviderDescriptor provider) =>
        provider.BaseUrl?.StartsWith("https://", StringComparison.Ordinal) == true && written.Contains('.') && !written.Split('/')[0].Contains(':') && !char.IsAsciiDigit(written[0]) ? "https://" : "http://";

    private static bool IsUsable(Uri address) => address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0;

    private static Uri WithSlash(string address) => new(address.EndsWith('/') ? address : address + "/");

    /// <summary>A server's name alone (<c>OLLAMA_HOST=gpu-box</c>) means the port on which its kind usually listens.</summary>
    private static Uri WithPort(Uri given, bool hasScheme, ProviderDescriptor provider)
    {
        var usualPort = provider.Detection?.Ports.FirstOrDefault() ?? 0;
        var saysPort = given.Authority.Contains(':') || hasScheme;
        return usualPort == 0 || saysPort ? given : new UriBuilder(given) { Port = usualPort }.Uri;
    }

    /// <summary>The path of the provider's address, whose host may have gaps.</summary>
    private static string? PathOf(string? baseUrl)
    {
        if (baseUrl is null)
            return null;
        var path = baseUrl.IndexOf('/', baseUrl.IndexOf("://", StringComparison.Ordinal) + 3);
        return path < 0 ? "" : baseUrl[path..];
    }

    /// <summary>The paths without those that lead to a deployment or a version.</summary>
    private static ImmutableDictionary<string, string> BelowBase(ImmutableDictionary<string, string> paths) =>
        paths.RemoveRange(paths.Where(path => path.Value.StartsWith("deployments/", StringComparison.Ordinal) || path.Value.StartsWith("v1/", StringComparison.Ordinal)).Select(path => path.Key));

    private static ImmutableArray<KeyValuePair<string, string>> OwnQuery(Uri given) =>
    [
        .. given.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "")),
    ];

    private static ImmutableArray<KeyValuePair<string, string>> Merge(IEnumerable<KeyValuePair<string, string>> lower, ImmutableArray<KeyValuePair<string, string>> upper) =>
        [.. lower.Where(pair => !upper.Any(other => other.Key == pair.Key)), .. upper];

    private static Problem Unusable(BackendOptions options, string written) =>
        new(ProblemCode.BadAddress, $"`{SecretCover.CoverAddress(written)}` is not an address of a server", Place.Of(options.Node, "endpoint", "base_url", "baseUrl", "baseURL"))
        {
            Hint = "write it like https://host/v1",
        };

    /// <summary>The path is taken off, as that of every operation; but the operator seems to mean another dialect.</summary>
    private static Problem Foreign(BackendOptions options, ProviderDescriptor provider, string spoken) =>
        new(ProblemCode.BadAddress, $"the endpoint of backend `{options.Id}` ends with an operation of {spoken}, and `{options.Type}` speaks {provider.Dialect}", Place.Of(options.Node, "endpoint", "base_url", "baseUrl", "baseURL"))
        {
            Severity = Severity.Warning,
            Hint = $"use `type: {TypeOf(spoken)}` to speak {spoken} there, or end the address before the operation",
        };

    private static string TypeOf(string dialect) => dialect switch
    {
        DialectNames.OpenAIChat => "openai-compatible",
        DialectNames.AnthropicMessages => "anthropic-compatible",
        _ => dialect,
    };

    private static Problem Incomplete(BackendOptions options, ProviderDescriptor provider, Placeholders placeholders)
    {
        string? missing = null;
        if (provider.BaseUrl is not null)
            placeholders.Fill(provider.BaseUrl, out missing);
        var place = Place.Of(options.Node, "type", "id");
        if (missing is null)
            return new Problem(ProblemCode.AddressIncomplete, $"backend `{options.Id}` needs an endpoint", place) { Hint = "add `endpoint`" };
        var known = provider.Placeholders.GetValueOrDefault(missing);
        return new Problem(ProblemCode.AddressIncomplete, $"the address of backend `{options.Id}` lacks `{missing}`", place)
        {
            Hint = $"add `variables: {{ {missing}: ... }}`, or `endpoint`",
            Notes = known is null || known.Env.IsEmpty ? [$"the address is {provider.BaseUrl}"] : [$"the address is {provider.BaseUrl}", $"{missing} is also read from {string.Join(", ", known.Env)}"],
        };
    }
}
