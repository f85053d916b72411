using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Extras of this dialect: members of inner objects ride under a dotted name, empty members as they are, and spellings are noted beside them.</summary>
internal static class OwnExtras
{
    private static readonly RawJson Noted = RawJson.Parse("true");

    /// <summary>Keeps the member whose name the reader stands on.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras) => ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);

    /// <summary>Keeps a member of an inner object.</summary>
    public static void KeepInner(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string prefix, ref Extras? extras)
    {
        var name = prefix + reader.GetString();
        reader.Read();
        Add(name, JsonScan.ReadRaw(ref reader, body), ref extras);
    }

    /// <summary>Keeps one member.</summary>
    public static void Add(string name, RawJson value, ref Extras? extras) => (extras ??= new Extras(Names.Dialect)).Add(name, value);

    /// <summary>Keeps a list that is there and holds nothing, so that it is there again.</summary>
    public static void AddEmptyList(string name, ref Extras? extras) => Add(name, RawJson.Parse("[]"), ref extras);

    /// <summary>Notes a spelling.</summary>
    public static void Note(string spelling, ref Extras? extras) => Note(spelling, Noted, ref extras);

    /// <summary>Notes a spelling with its value.</summary>
    public static void Note(string spelling, RawJson value, ref Extras? extras) => (extras ??= new Extras(Names.Dialect)).AddSpelling(spelling, value);

    /// <summary>A spelling that this dialect noted; absent when there is none.</summary>
    public static RawJson Spelled(this Extras? extras, string spelling) => extras is { Dialect: Names.Dialect } ? extras.Spelling(spelling) : default;

    /// <summary>Writes the members that do not stand in the inner object; records them when another dialect read them.</summary>
    public static void WriteOuter(this Extras? extras, Utf8JsonWriter writer, ConversionLog log, string place, string innerPrefix)
    {
        if (extras is null or { Dialect: not Names.Dialect })
        {
            extras.Record(log, place);
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            if (!name.StartsWith(innerPrefix, StringComparison.Ordinal))
                WriteMember(writer, name, value);
        }
    }

    /// <summary>Writes the members of the inner object.</summary>
    public static void WriteInner(this Extras? extras, Utf8JsonWriter writer, string innerPrefix)
    {
        if (extras is null or { Dialect: not Names.Dialect })
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (name.StartsWith(innerPrefix, StringComparison.Ordinal))
                WriteMember(writer, name.AsSpan(innerPrefix.Length), value);
        }
    }

    /// <summary>Writes one member.</summary>
    public static void WriteMember(Utf8JsonWriter writer, ReadOnlySpan<char> name, RawJson value)
    {
        writer.WritePropertyName(name);
        value.WriteValue(writer);
    }
}
