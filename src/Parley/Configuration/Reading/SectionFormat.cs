using System.Globalization;
using Microsoft.Extensions.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>
/// A section of a .NET host's configuration (<c>appsettings.json</c>, variables of the environment, secrets of the user) with the keys of a configuration file. Such keys know no case, so <c>BaseUrl</c> is <c>base_url</c>.
/// Places are keys: <c>Parley:Backends:0:Type</c>.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="name">How it is named among the files.</param>
internal sealed class SectionFormat(IConfiguration section, string name) : IConfigFormat
{
    /// <summary>The section as a file among others.</summary>
    public SourceText Source { get; } = new(name, string.Join('\n', section.AsEnumerable().Where(static pair => pair.Value is not null).OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(static pair => LineOf(pair.Key, pair.Value!))));

    /// <inheritdoc/>
    public bool Claims(string fileName) => fileName == name;

    /// <inheritdoc/>
    public ConfigNode? Parse(SourceText source, ProblemList problems)
    {
        var place = Place((section as IConfigurationSection)?.Path ?? "", value: null);
        return section.GetChildren().Any() ? Group(section, place) : new ConfigScalar("", quoted: false, place);
    }

    private ConfigNode Read(IConfigurationSection node)
    {
        var place = Place(node.Path, node.Value);
        if (node.GetChildren().Any())
            return Group(node, place);
        return node.Value is { } value ? Value(value, place) : new ConfigScalar("", quoted: false, place);
    }

    private ConfigNode Group(IConfiguration node, SourceSpan place)
    {
        var children = node.GetChildren().ToList();
        return children.TrueForAll(static child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? new ConfigList([.. children.Select(Read)], place)
            : new ConfigMap([.. children.Select(child => new ConfigEntry(child.Key, PlaceOfName(child), Read(child)) { IsLoose = true })], place);
    }

    /// <summary>A host's values are texts all; what looks like a flag or a number is one where the reader asks.</summary>
    private static ConfigScalar Value(string value, SourceSpan place)
    {
        if (bool.TryParse(value, out var flag))
            return new ConfigScalar(flag ? "true" : "false", quoted: false, place);
        // An empty list comes as an empty text too.
        return new ConfigScalar(value, quoted: value.Length > 0 && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), place);
    }

    /// <summary>A line of its own for each place: what is shown has nothing of the neighbours.</summary>
    private static SourceSpan Place(string path, string? value)
    {
        var line = value is null ? path : LineOf(path, value);
        return new SourceSpan(new SourceText(path, line), 1, value is null ? 1 : line.Length - value.Length + 1, Math.Max(1, value?.Length ?? path.Length)) { Key = path };
    }

    private static SourceSpan PlaceOfName(IConfigurationSection node)
    {
        var line = node.Value is null ? node.Path : LineOf(node.Path, node.Value);
        return new SourceSpan(new SourceText(node.Path, line), 1, node.Path.Length - node.Key.Length + 1, Math.Max(1, node.Key.Length)) { Key = node.Path };
    }

    private static string LineOf(string key, string value) => $"{key}: {value.Replace('\r', ' ').Replace('\n', ' ')}";
}
