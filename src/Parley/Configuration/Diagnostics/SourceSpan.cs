namespace Parley.Configuration.Diagnostics;

/// <summary>A place in a configuration file.</summary>
/// <param name="Source">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="Length">How far it reaches on that line; at least 1.</param>
public sealed record SourceSpan(SourceText Source, int Line, int Column, int Length)
{
    /// <summary>The key of a host's configuration, where it stands in one and in no file.</summary>
    internal string? Key { get; init; }

    /// <summary><c>file:line:column</c>, or the key.</summary>
    public override string ToString() => Key ?? $"{Source.Name}:{Line}:{Column}";
}
