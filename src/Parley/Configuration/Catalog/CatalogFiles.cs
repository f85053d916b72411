using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;

namespace Parley.Configuration;

/// <summary>The catalog's files, which are inside the library.</summary>
internal static class CatalogFiles
{
    private const string Folder = "catalog/providers/";

    /// <summary>All providers, by name.</summary>
    public static ImmutableArray<ProviderDescriptor> ReadAll()
    {
        var assembly = typeof(CatalogFiles).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));
        return [.. names.Select(name => Read(name, new StreamReader(assembly.GetManifestResourceStream(name)!))).OrderBy(provider => provider.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="ConfigurationException">The file is not a provider's.</exception>
    public static ProviderDescriptor Read(string name, TextReader text)
    {
        using var reader = text;
        var problems = new ProblemList();
        var node = new JsonFormat().Parse(new SourceText(name, reader.ReadToEnd()), problems) as ConfigMap;
        var provider = new ProviderDescriptor { Name = "", Dialect = "" };
        if (node is not null)
            provider = ProviderFields.Shape.Read(provider, node, new ReadScope(problems, _ => null));
        return problems.HasErrors ? throw new ConfigurationException(problems.All) : provider;
    }
}
