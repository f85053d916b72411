using System.Text;
using Parley.Configuration;

namespace Parley.Docs.Tests.Backends;

/// <summary>The page of one provider: what its catalog file says, in words, and below a mark what somebody has written about it by hand.</summary>
internal static class BackendPage
{
    /// <summary>What follows this line is nobody's but its author's.</summary>
    public const string Mark = "<!-- Written by hand from here on; all above is made from the catalog. -->";

    /// <summary>The part that is made.</summary>
    public static string Of(ProviderDescriptor provider)
    {
        var page = new StringBuilder();
        page.Append($"# {provider.DisplayName}\n\n{Facts.Lead(provider)}\n\n```yaml\n{Sample(provider)}```\n\n| | |\n|---|---|\n");
        foreach (var (name, value) in Facts.Of(provider).Where(static row => row.Value.Length > 0))
            page.Append($"| {name} | {value} |\n");
        AppendList(page, "What it can do", Facts.Abilities(provider));
        AppendList(page, "How it deviates from its dialect", Facts.Quirks(provider));
        AppendList(page, "What becomes of parameters", Facts.Parameters(provider));
        return page.ToString();
    }

    /// <summary>The whole page: the mark is there where something stands below it.</summary>
    public static string Of(ProviderDescriptor provider, string notes) => notes.Length == 0 ? Of(provider) : $"{Of(provider)}\n{Mark}\n{notes}";

    /// <summary>The table of all pages.</summary>
    public static string Index(IEnumerable<ProviderDescriptor> providers)
    {
        var page = new StringBuilder("# Backends\n\nOne page for each provider of the catalog, made from its file in [catalog/providers](../../catalog/providers). The whole catalog in one table: [Providers](../reference/providers.md).\n\n| type | provider | dialect |\n|---|---|---|\n");
        foreach (var provider in providers.OrderBy(static provider => provider.Name, StringComparer.Ordinal))
            page.Append($"| [`{provider.Name}`]({provider.Name}.md) | {provider.DisplayName} | {provider.Dialect} |\n");
        return page.ToString();
    }

    private static void AppendList(StringBuilder page, string heading, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        page.Append($"\n## {heading}\n\n");
        foreach (var line in lines)
            page.Append($"* {line}\n");
    }

    private static string Sample(ProviderDescriptor provider)
    {
        var sample = new StringBuilder($"backends:\n  - id: {provider.Name}\n    type: {provider.Name}\n");
        if (provider.BaseUrl is null)
            sample.Append("    endpoint: https://llm.example.com/v1\n");
        var gaps = provider.Placeholders.Where(part => part.Value.Default is null && provider.BaseUrl?.Contains($"{{{part.Key}}}", StringComparison.Ordinal) == true).Select(static part => part.Key).Order(StringComparer.Ordinal).ToList();
        if (gaps is ["region"])
            sample.Append("    region: eu-central-1\n");
        else if (gaps.Count > 0)
            sample.Append($"    variables: {{ {string.Join(", ", gaps.Select(static gap => $"{gap}: my-{gap.Replace('_', '-')}"))} }}\n");
        return sample.ToString();
    }
}
