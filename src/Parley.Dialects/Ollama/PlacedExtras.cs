using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>
/// Unknown members of an object that has no node of its own in the conversation (<c>options</c>, <c>function</c>, <c>message</c>) ride with the node around it, under a dotted name.
/// </summary>
internal static class PlacedExtras
{
    /// <summary>Keeps the member whose name the reader stands on, its name preceded by <paramref name="prefix"/>.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string prefix, ref Extras? extras)
    {
        var name = prefix + reader.GetString();
        reader.Read();
        (extras ??= new Extras(DialectNames.Ollama)).Add(name, JsonScan.ReadRaw(ref reader, body));
    }

    /// <summary>Remembers that a member was not there at all, which Ollama's clients may do and Parley by itself does not.</summary>
    public static void MarkAbsent(string name, ref Extras? extras) => (extras ??= new Extras(DialectNames.Ollama)).AddSpelling(name, RawJson.Parse("null"));

    /// <summary>True when Ollama's own request left the member out.</summary>
    public static bool WasAbsent(Extras? extras, string name) => extras is { Dialect: DialectNames.Ollama } && extras.Spelling(name).Kind == JsonValueKind.Null;

    /// <summary>
    /// Writes Ollama's own members that stand inside the object of this prefix, without those that <paramref name="newer"/> has, too. Others are not this method's business.
    /// </summary>
    public static void WriteInside(Extras? extras, Utf8JsonWriter writer, string prefix, Extras? newer = null)
    {
        if (extras is null || extras.Dialect != DialectNames.Ollama)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && !Has(newer, name))
                WriteMember(writer, name.AsSpan(prefix.Length), value);
        }
    }

    /// <summary>Writes Ollama's own members that do not stand inside the object of this prefix; records the members of other dialects.</summary>
    public static void WriteOutside(Extras? extras, Utf8JsonWriter writer, string prefix, ConversionLog log, string place)
    {
        if (extras is null || extras.Dialect != DialectNames.Ollama)
        {
            extras.Record(log, place);
            return;
        }
        WriteOutside(extras, writer, prefix, newer: null);
    }

    /// <summary>Writes Ollama's own members that do not stand inside the object of this prefix, without those that <paramref name="newer"/> has, too.</summary>
    public static void WriteOutside(Extras? extras, Utf8JsonWriter writer, string prefix, Extras? newer)
    {
        if (extras is null || extras.Dialect != DialectNames.Ollama)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) && !Has(newer, name))
                WriteMember(writer, name, value);
        }
    }

    /// <summary>True when Ollama's own members hold one inside the object of this prefix.</summary>
    public static bool HasInside(Extras? extras, string prefix)
    {
        if (extras is null || extras.Dialect != DialectNames.Ollama)
            return false;
        foreach (var member in extras.Members)
        {
            if (member.Key.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Records Ollama's own members inside the object of this prefix, where the operation has no such object.</summary>
    public static void RecordInside(Extras? extras, string prefix, ConversionLog log)
    {
        if (extras is null || extras.Dialect != DialectNames.Ollama)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                log.Dropped(name, value);
        }
    }

    private static bool Has(Extras? extras, string name) => extras is not null && !extras[name].IsAbsent;

    private static void WriteMember(Utf8JsonWriter writer, ReadOnlySpan<char> name, RawJson value)
    {
        writer.WritePropertyName(name);
        value.WriteValue(writer);
    }
}
