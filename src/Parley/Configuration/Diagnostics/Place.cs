using System.Collections.Immutable;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Diagnostics;

/// <summary>Finds the place of a setting that turned out wrong after reading.</summary>
internal static class Place
{
    /// <summary>The value of the first of several fields that is there, else the group; null for options made in code.</summary>
    public static SourceSpan? Of(ConfigMap? group, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (group?.Find(field) is { } entry)
                return entry.Value.Span;
        }
        return group?.Span;
    }

    /// <summary>The note that says where the first of two stands; none for options made in code.</summary>
    public static ImmutableArray<string> NoteOf(SourceSpan? first) => first is null ? [] : [$"the first stands at {first}"];

    /// <summary>An item of a list within a group, else the list, else the group.</summary>
    public static SourceSpan? OfItem(ConfigMap? group, string field, int index) =>
        group?.Find(field)?.Value is ConfigList list && index < list.Items.Count ? list.Items[index].Span : Of(group, field);
}
