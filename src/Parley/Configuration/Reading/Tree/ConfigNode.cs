using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>
/// A node of a configuration file, in no format: YAML and JSON are both read into it. Every node knows its place, also after several files were laid over each other.
/// </summary>
public abstract class ConfigNode
{
    private protected ConfigNode(SourceSpan span) => Span = span;

    /// <summary>Where the value stands.</summary>
    public SourceSpan Span { get; }

    /// <summary>What it is, for messages: <c>a text</c>, <c>a list</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value. What it means is decided by who reads it, so that <c>no</c> or <c>1.10</c> can be a text where a text is wanted.</summary>
/// <param name="text">The text without quotes.</param>
/// <param name="quoted">Whether it stood in quotes or as a block, so that it cannot be null.</param>
/// <param name="span">Where it stands.</param>
public sealed class ConfigScalar(string text, bool quoted, SourceSpan span) : ConfigNode(span)
{
    /// <summary>The text without quotes.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it stood in quotes or as a block.</summary>
    public bool Quoted { get; } = quoted;

    /// <summary>True for an absent value, <c>null</c> and <c>~</c>.</summary>
    public bool IsNull => !Quoted && Text is ("" or "null" or "Null" or "NULL" or "~");

    /// <inheritdoc/>
    public override string Kind => (Quoted, Text) switch
    {
        (false, _) when IsNull => "nothing",
        (false, "true" or "false") => "true or false",
        (false, _) when double.TryParse(Text, out _) => "a number",
        _ => "a text",
    };
}

/// <summary>A list.</summary>
/// <param name="items">The items in order.</param>
/// <param name="span">Where it stands.</param>
public sealed class ConfigList(IReadOnlyList<ConfigNode> items, SourceSpan span) : ConfigNode(span)
{
    /// <summary>The items in order.</summary>
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A group of named values.</summary>
/// <param name="entries">The entries in order; names may repeat across files, never within one.</param>
/// <param name="span">Where it stands.</param>
public sealed class ConfigMap(IReadOnlyList<ConfigEntry> entries, SourceSpan span) : ConfigNode(span)
{
    /// <summary>The entries in order.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; } = entries;

    /// <inheritdoc/>
    public override string Kind => "a group of fields";

    /// <summary>The last entry under one of several names; null when there is none.</summary>
    public ConfigEntry? Find(params ReadOnlySpan<string> names)
    {
        for (var i = Entries.Count - 1; i >= 0; i--)
        {
            if (names.Contains(Entries[i].Name) || (Entries[i].IsLoose && Entries[i].IsLike(names)))
                return Entries[i];
        }
        return null;
    }
}

/// <summary>A named value.</summary>
/// <param name="Name">The name.</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigEntry(string Name, SourceSpan NameSpan, ConfigNode Value)
{
    /// <summary>Whether case and underscores of the name mean nothing, as in a host's configuration.</summary>
    internal bool IsLoose { get; init; }

    /// <summary>Whether the name means one of several.</summary>
    internal bool IsLike(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Plain(name).Equals(Plain(Name), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
