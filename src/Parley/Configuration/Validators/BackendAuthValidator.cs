using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>What an auth scheme needs is there, and no secret stands in the file.</summary>
internal sealed class BackendAuthValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
        {
            if (ProviderChoice.Of(backend, catalog) is { } provider && backend.Auth is { } auth)
                CheckComplete(backend, auth, provider.Auth, problems);
            WarnOfSecret(backend.ApiKey, Place.Of(backend.Node, "api_key", "apiKey"), problems);
            foreach (var entry in backend.ApiKeys)
                WarnOfSecret(entry.Key, entry.Span, problems);
            CheckKeys(backend, problems);
            var node = backend.Node?.Find("auth")?.Value as ConfigMap;
            WarnOfSecret(backend.Auth?.ClientSecret, Place.Of(node, "client_secret"), problems);
            WarnOfSecret(backend.Auth?.SecretAccessKey, Place.Of(node, "secret_access_key"), problems);
            WarnOfSecret(backend.Auth?.SessionToken, Place.Of(node, "session_token"), problems);
        }
    }

    private static void CheckComplete(BackendOptions backend, AuthOptions auth, ProviderAuth shipped, ProblemList problems)
    {
        var place = Place.Of(backend.Node?.Find("auth")?.Value as ConfigMap, "scheme");
        var scheme = auth.Scheme ?? (auth.TokenUrl is null ? shipped.Scheme : AuthScheme.OAuth2);
        if (scheme == AuthScheme.Header && (auth.Header ?? shipped.Name).Length == 0)
            Report("header", "the header that carries the key");
        if (scheme == AuthScheme.Query && (auth.Parameter ?? shipped.Name).Length == 0)
            Report("parameter", "the query parameter that carries the key");
        if (scheme == AuthScheme.Aws && auth.AccessKeyId is not null && auth.SecretAccessKey is null)
            Report("secret_access_key", "the key that signs");
        if (scheme != AuthScheme.OAuth2)
            return;
        if (!Uri.TryCreate(auth.TokenUrl ?? shipped.TokenUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            Report("token_url", "the address where tokens are fetched");
        if (string.IsNullOrEmpty(auth.ClientId))
            Report("client_id", "as whom tokens are fetched");
        if (auth.ClientSecret is null && backend.ApiKey is null)
            Report("client_secret", "the client's secret");

        void Report(string field, string meaning) => problems.Add(new Problem(ProblemCode.AuthIncomplete, $"auth scheme of backend `{backend.Id}` needs `{field}`: {meaning}", place) { Hint = $"add `{field}`" });
    }

    /// <summary>Every entry has a key, and none is there twice: a key that is refused would be tried again under its other name.</summary>
    private static void CheckKeys(BackendOptions backend, ProblemList problems)
    {
        var seen = new HashSet<Secret>();
        foreach (var entry in backend.ApiKeys)
        {
            if (entry.Key is null)
                problems.Add(new Problem(ProblemCode.Missing, $"a key of backend `{backend.Id}` has no value", entry.Span) { Hint = "add `key_env` or `key`" });
            else if (entry.Key.Value is { } secret && !seen.Add(secret))
                problems.Add(new Problem(ProblemCode.SameName, $"a key of backend `{backend.Id}` is there twice", entry.Span) { Hint = "keep one of the two" });
        }
    }

    /// <summary>Warns of a secret that stands in the file.</summary>
    public static void WarnOfSecret(SecretSetting? secret, SourceSpan? place, ProblemList problems)
    {
        if (secret is { Inline: true, Value: not null } && place is not null)
            problems.Add(new Problem(ProblemCode.InlineSecret, "a secret stands in the file", place) { Severity = Severity.Warning, Hint = "name an environment variable instead" });
    }
}
