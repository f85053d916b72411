using System.Text.RegularExpressions;
using Parley.Dialects;

namespace Parley.Configuration.Compiling;

/// <summary>
/// Brings an address that an operator wrote, with or without version, with or without the path of an operation, into the form that codecs write their paths onto.
/// </summary>
internal static partial class BaseAddress
{
    private static readonly (string[] Path, string Dialect)[] Operations =
    [
        (["chat", "completions"], DialectNames.OpenAIChat), (["completions"], DialectNames.OpenAIChat), (["responses"], DialectNames.OpenAIResponses), (["messages"], DialectNames.AnthropicMessages),
        (["api", "chat"], DialectNames.Ollama), (["api", "generate"], DialectNames.Ollama), (["conversation"], DialectNames.Parley),
    ];

    /// <summary>The address with a slash at its end.</summary>
    /// <param name="given">What the operator wrote.</param>
    /// <param name="dialect">The dialect spoken there.</param>
    /// <param name="usual">The path of the provider's own address, which is added where the operator gave only a part of it; null for the dialect's own.</param>
    public static Uri Normalize(Uri given, string dialect, string? usual)
    {
        var written = Split(given.AbsolutePath);
        var path = dialect == DialectNames.Cohere && written is [.. var above, "chat"] ? above : WithoutOperation(written);
        // Who writes the whole path of an operation means exactly that path.
        var isExact = path.Length < written.Length;
        var complete = dialect == DialectNames.Ollama ? WithoutVersion(path) : isExact ? path : Complete(path, Split(usual ?? UsualPath(dialect)));
        if (dialect == DialectNames.Gemini && complete is [.. var gemini, "openai"] && gemini.Any(IsVersion))
            complete = gemini;
        return new UriBuilder(given) { Path = string.Concat(complete.Select(segment => "/" + segment)) + "/", Query = "", Fragment = "" }.Uri;
    }

    /// <summary>Whether an address says which version of the API is meant.</summary>
    public static bool IsVersioned(Uri address) => Split(address.AbsolutePath).Any(IsVersion);

    /// <summary>The dialect whose operation an address ends with; null when it ends with none.</summary>
    public static string? DialectOf(Uri given)
    {
        var path = Split(given.AbsolutePath);
        return Array.Find(Operations, operation => EndsWith(path, operation.Path)).Dialect;
    }

    private static string UsualPath(string dialect) => dialect switch
    {
        DialectNames.Gemini => "v1beta",
        DialectNames.Cohere => "v2",
        _ => "v1",
    };

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string[] WithoutOperation(string[] path)
    {
        var operation = Array.Find(Operations, operation => EndsWith(path, operation.Path)).Path ?? [];
        return path[..^operation.Length];
    }

    private static bool EndsWith(string[] path, string[] operation) => path.Length >= operation.Length && path.AsSpan(path.Length - operation.Length).SequenceEqual(operation);

    private static string[] WithoutVersion(string[] path) => path is [.. var root, var last] && (IsVersion(last) || last == "api") ? root : path;

    private static string[] Complete(string[] path, string[] usual)
    {
        if (path.Any(IsVersion) || path.Contains("deployments"))
            return path;
        // https://api.groq.com and https://api.groq.com/openai both mean https://api.groq.com/openai/v1.
        if (path.Length < usual.Length && usual.AsSpan(0, path.Length).SequenceEqual(path))
            return usual;
        return usual is [.., var version] && IsVersion(version) ? [.. path, version] : path;
    }

    /// <summary><c>v1</c>, <c>v1beta</c>, <c>v2</c>, <c>v1alpha1</c>.</summary>
    private static bool IsVersion(string segment) => Version().IsMatch(segment);

    [GeneratedRegex(@"^v\d+((alpha|beta)\d*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
