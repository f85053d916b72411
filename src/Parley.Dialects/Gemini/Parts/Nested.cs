using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Unknown members of objects within a node that the model holds flat: they are extras of the node under a dotted name, <c>generationConfig.speechConfig</c>.</summary>
internal static class Nested
{
    /// <summary>Keeps the member whose name the reader stands on. Null is kept too.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string prefix, ref Extras? extras)
    {
        var name = reader.GetString() ?? "";
        reader.Read();
        (extras ??= new Extras(Names.Dialect)).Add(prefix + name, JsonScan.ReadRaw(ref reader, body));
    }

    /// <summary>True when this dialect kept members under the prefix.</summary>
    public static bool Has(Extras? extras, string prefix)
    {
        if (extras?.Dialect != Names.Dialect)
            return false;
        foreach (var member in extras.Members)
        {
            if (IsDirect(member.Key, prefix))
                return true;
        }
        return false;
    }

    /// <summary>Writes the members that this dialect kept directly under the prefix; the empty prefix stands for the node itself.</summary>
    public static void Write(Utf8JsonWriter writer, Extras? extras, string prefix)
    {
        if (extras?.Dialect != Names.Dialect)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (!IsDirect(name, prefix))
                continue;
            writer.WritePropertyName(name.AsSpan(prefix.Length));
            value.WriteValue(writer);
        }
    }

    /// <summary>Records the members of a foreign dialect as dropped.</summary>
    public static void Report(Extras? extras, ConversionLog log, string place)
    {
        if (extras is not null && extras.Dialect != Names.Dialect)
            extras.Record(log, place);
    }

    /// <summary>The spelling that this dialect kept; absent when another dialect read the node.</summary>
    public static RawJson Spelling(Extras? extras, string name) => extras?.Dialect == Names.Dialect ? extras.Spelling(name) : default;

    private static bool IsDirect(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && name.IndexOf('.', prefix.Length) < 0;
}
