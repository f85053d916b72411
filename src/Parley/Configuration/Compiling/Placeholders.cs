using System.Text.RegularExpressions;
using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Fills the <c>{placeholders}</c> of a provider: what the operator said, else the environment, else the catalog's default.</summary>
internal sealed partial class Placeholders(ProviderDescriptor provider, BackendOptions options, Func<string, string?> environment)
{
    /// <summary>How often one placeholder may lead to another.</summary>
    private const int Deepest = 4;

    /// <summary>The text with its placeholders filled; null when one of them has no value, which is then named.</summary>
    public string? Fill(string template, out string? missing)
    {
        string? gap = null;
        var filled = Pattern().Replace(template, match =>
        {
            var value = ValueOf(match.Groups["name"].Value);
            gap ??= value is null ? match.Groups["name"].Value : null;
            return value ?? "";
        });
        missing = gap;
        return gap is null ? filled : null;
    }

    /// <summary>The pairs whose values could be filled, by name, so that requests come out the same in every run.</summary>
    public IEnumerable<KeyValuePair<string, string>> FillAll(IEnumerable<KeyValuePair<string, string>> pairs) =>
        pairs.Select(pair => (pair.Key, Value: Fill(pair.Value, out _))).Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    private string? ValueOf(string name) => ValueOf(name, 0);

    private string? ValueOf(string name, int depth)
    {
        if (options.Variables.TryGetValue(name, out var said))
            return said;
        if (name == "region" && options.Region is { } region)
            return region;
        if (depth == Deepest || !provider.Placeholders.TryGetValue(name, out var placeholder))
            return null;
        if (placeholder.Env.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } found)
            return found;
        if (placeholder.By is { } other && ValueOf(other, depth + 1) is { } decided && placeholder.Cases.TryGetValue(decided, out var value))
            return value;
        return placeholder.Default is null ? null : Pattern().Replace(placeholder.Default, match => ValueOf(match.Groups["name"].Value, depth + 1) ?? match.Value);
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
