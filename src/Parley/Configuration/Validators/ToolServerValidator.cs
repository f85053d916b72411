using System.Buffers;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>Servers of tools have a name that can stand in the name of a tool, one way to be reached, and every secret that they are given.</summary>
internal sealed class ToolServerValidator : IValidator
{
    private const int LongestName = 32;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var server in options.ToolServers)
        {
            CheckName(server, problems);
            CheckWay(server, problems);
            // Who leaves a server out need not have its secrets.
            if (!server.Enabled)
                continue;
            CheckSecrets(server, "env", server.Environment, problems);
            CheckSecrets(server, "headers", server.Headers, problems);
            CheckHeaders(server, problems);
        }
    }

    private static void CheckName(ToolServerOptions server, ProblemList problems)
    {
        if (server.Name.Length is 0 or > LongestName || server.Name.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0 || server.Name.Contains("__", StringComparison.Ordinal))
            problems.Add(new Problem(ProblemCode.BadName, $"the MCP server `{server.Name}` has a name that cannot stand in the name of a tool", server.Node?.Span) { Hint = $"up to {LongestName} letters, digits, hyphens and single underscores" });
    }

    private static void CheckWay(ToolServerOptions server, ProblemList problems)
    {
        var isEmpty = string.IsNullOrWhiteSpace(server.Command);
        if (server.Url is null && isEmpty)
            problems.Add(new Problem(ProblemCode.Missing, $"the MCP server `{server.Name}` has neither `command` nor `url`", server.Node?.Span) { Hint = "add one of the two" });
        if (server.Url is not null && !isEmpty)
            problems.Add(new Problem(ProblemCode.ExcludeEachOther, $"the MCP server `{server.Name}` has both `command` and `url`", Place.Of(server.Node, "url")) { Hint = "keep one of the two" });
        if (server.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0))
            problems.Add(new Problem(ProblemCode.BadAddress, $"the address of the MCP server `{server.Name}` cannot be used", Place.Of(server.Node, "url")) { Hint = "http:// or https://, without user and password" });
        if (server.Url is not null && isEmpty && (!server.Arguments.IsEmpty || !server.Environment.IsEmpty || server.Folder is not null))
            problems.Add(new Problem(ProblemCode.WithoutEffect, $"`args`, `env` and `cwd` of the MCP server `{server.Name}` mean nothing for an address", Place.Of(server.Node, "args", "env", "cwd")) { Severity = Severity.Warning });
        if (server.Url is null && !isEmpty && !server.Headers.IsEmpty)
            problems.Add(new Problem(ProblemCode.WithoutEffect, $"`headers` of the MCP server `{server.Name}` mean nothing for a program", Place.Of(server.Node, "headers")) { Severity = Severity.Warning });
    }

    private static void CheckSecrets(ToolServerOptions server, string field, IEnumerable<KeyValuePair<string, SecretSetting>> settings, ProblemList problems)
    {
        foreach (var (name, setting) in settings.Where(static pair => pair.Value.Value is null).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            var place = (server.Node?.Find(field)?.Value as ConfigMap)?.Find(name)?.Value.Span;
            if (setting.Variable is { } variable)
                problems.Add(new Problem(ProblemCode.NotSet, $"environment variable `{variable}` is not set", place) { Hint = $"set it, or write a default: ${{{variable}:-default}}" });
            else if (setting.Trouble is { } trouble)
                problems.Add(new Problem(ProblemCode.NotSet, $"`{name}` of the MCP server `{server.Name}` cannot be had: {trouble}", place));
        }
    }

    private static void CheckHeaders(ToolServerOptions server, ProblemList problems)
    {
        foreach (var (name, setting) in server.Headers.OrderBy(static header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            var entry = (server.Node?.Find("headers")?.Value as ConfigMap)?.Find(name);
            if (name.Length == 0 || name.AsSpan().IndexOfAnyExcept(HeaderCharacters) >= 0)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"`{name}` is not the name of a header", entry?.NameSpan) { Hint = "letters, digits and hyphens" });
            else if (setting.Value is { } value && value.Reveal().AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"header `{name}` has a value that HTTP cannot carry", entry?.Value.Span) { Hint = "printable ASCII on one line" });
        }
    }
}
