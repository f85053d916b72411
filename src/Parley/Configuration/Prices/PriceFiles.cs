using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration;

/// <summary>The files of prices, which are inside the library: one for each provider, under its name.</summary>
internal static class PriceFiles
{
    private const string Folder = "catalog/models/";
    private const string Ending = ".json";

    /// <summary>The providers of which there is a file.</summary>
    public static ImmutableArray<string> Providers { get; } =
    [
        .. typeof(PriceFiles).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(static name => name[Folder.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The prices of a provider; null when there is no file of it.</summary>
    public static PriceList? Read(string provider) =>
        Providers.Contains(provider) ? Read(provider, new StreamReader(typeof(PriceFiles).Assembly.GetManifestResourceStream(Folder + provider + Ending)!)) : null;

    /// <summary>Reads one file.</summary>
    /// <exception cref="ConfigurationException">The file has no prices, or wrong ones.</exception>
    public static PriceList Read(string provider, TextReader text)
    {
        var file = Entries(provider, text);
        return new PriceList(file.Rows.SelectMany(entry => Named(entry.Row($"{provider}/{entry.Model}", file.Defaults), entry)));
    }

    /// <summary>A file as it is written.</summary>
    /// <exception cref="ConfigurationException">It is not one.</exception>
    public static PriceFile Entries(string provider, TextReader text)
    {
        using var reader = text;
        var problems = new ProblemList();
        var node = new JsonFormat().Parse(new SourceText(provider + Ending, reader.ReadToEnd()), problems) as ConfigMap;
        var file = node is null ? new PriceFile() : PriceFields.File.Read(new PriceFile(), node, new ReadScope(problems, static _ => null));
        return problems.HasErrors ? throw new ConfigurationException(problems.All) : file;
    }

    private static IEnumerable<(string Name, PriceRow Row)> Named(PriceRow row, PriceEntry entry) => entry.Names.Prepend(entry.Model.Pattern).Select(name => (name, row));
}

/// <summary>A file of prices.</summary>
internal sealed record PriceFile
{
    /// <summary>What holds for all rows that say nothing else.</summary>
    public PriceEntry Defaults { get; init; } = new();

    /// <summary>The rows.</summary>
    public ImmutableArray<PriceEntry> Rows { get; init; } = [];
}
