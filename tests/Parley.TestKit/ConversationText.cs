using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>
/// A canonical, readable text of anything in the conversation model: two requests or replies are the same when their texts are. Texts are decoded; what is absent is left out.
/// </summary>
/// <remarks>
/// It goes through the members by reflection, so that a member added to the model is compared from that day on. Raw JSON is shown compact, extras in the order of their names;
/// tool arguments as their JSON where they are an object, whichever form they have.
/// </remarks>
public static class ConversationText
{
    /// <summary>The text of a request, a reply, a part, an event ...</summary>
    /// <param name="value">What to show.</param>
    /// <param name="except">Members that are not compared, by name: <c>IsBare</c>.</param>
    public static string Of(object value, params ReadOnlySpan<string> except)
    {
        var text = new StringBuilder();
        Write(text, value.GetType().Name, value, 0, [.. except]);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, object? value, int level, HashSet<string> except)
    {
        switch (value)
        {
            case Extras { Members.Count: 0 }:
                break;
            case Extras extras:
                Line(text, level, name, extras.Dialect);
                foreach (var (member, json) in extras.Members.OrderBy(static member => member.Key, StringComparer.Ordinal))
                    Line(text, level + 1, member, JsonDiff.Compact(json));
                break;
            case string or not IEnumerable when Leaf(value) is { } leaf:
                if (leaf.Length > 0)
                    Line(text, level, name, leaf);
                break;
            case IEnumerable items:
                WriteItems(text, name, items, level, except);
                break;
            case not null:
                WriteMembers(text, name, value, level, except);
                break;
        }
    }

    private static void WriteItems(StringBuilder text, string name, IEnumerable items, int level, HashSet<string> except)
    {
        var index = 0;
        foreach (var item in items)
            Write(text, $"{name}[{index++}]", item, level, except);
    }

    private static void WriteMembers(StringBuilder text, string name, object value, int level, HashSet<string> except)
    {
        var members = new StringBuilder();
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(static property => property.Name, StringComparer.Ordinal))
        {
            if (property.SetMethod is null || property.GetIndexParameters().Length > 0 || except.Contains(property.Name))
                continue;
            // A plain flag is told when it is set; of one that may be unsaid, no is something else.
            var member = property.GetValue(value);
            if (member is not false || property.PropertyType != typeof(bool))
                Write(members, property.Name, member, level + 1, except);
        }
        var isRoot = level == 0;
        if (members.Length > 0 || isRoot || value is Part)
            Line(text, level, name, isRoot ? "" : value.GetType().Name).Append(members);
    }

    /// <summary>The text of a single value: empty when it is absent, null when it is not a single value.</summary>
    private static string? Leaf(object? value) => value switch
    {
        null => "",
        JsonText text => text.IsEmpty ? "" : Quote(text.ToString()),
        RawJson json => json.IsAbsent ? "" : JsonDiff.Compact(json),
        ToolArguments arguments => arguments.TryGetObject(out var json) ? JsonDiff.Compact(json) : Quote(arguments.ToString()),
        TokenCount count => count.IsKnown ? $"{count.Tokens} {count.Quality}" : "",
        KeyValuePair<string, string> pair => $"{pair.Key}={pair.Value}",
        string text => text.Length == 0 ? "" : Quote(text),
        Enum or bool or TimeSpan => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        IFormattable number when value.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\r", "\\r").Replace("\n", "\\n").Replace("\t", "\\t")}\"";

    private static StringBuilder Line(StringBuilder text, int level, string name, string value) =>
        text.Append(' ', level * 2).Append(name).Append(value.Length == 0 ? "" : ": ").Append(value).Append('\n');
}
