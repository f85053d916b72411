using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Extras of this dialect. Members of an item whose content is parts ride on its first part under <c>item.</c>; those of other inner objects under the object's name and a point.</summary>
internal static class ExtraMembers
{
    /// <summary>The prefix of an item's members.</summary>
    public const string OfItem = "item.";

    /// <summary>A list of nothing.</summary>
    public static readonly RawJson EmptyList = RawJson.Parse("[]");

    private static readonly RawJson Noted = RawJson.Parse("true");

    /// <summary>Keeps the member whose name the reader stands on.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras, string prefix = "")
    {
        var name = reader.GetString() ?? "";
        reader.Read();
        (extras ??= new Extras(Names.Dialect)).Add(prefix + name, JsonScan.ReadRaw(ref reader, body));
    }

    /// <summary>Reads the value behind a name and keeps it as a spelling, null included.</summary>
    public static RawJson Spell(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string spelling, ref Extras? extras)
    {
        reader.Read();
        var value = JsonScan.ReadRaw(ref reader, body);
        (extras ??= new Extras(Names.Dialect)).AddSpelling(spelling, value);
        return value;
    }

    /// <summary>Notes a spelling.</summary>
    public static void Note(ref Extras? extras, string spelling) => (extras ??= new Extras(Names.Dialect)).AddSpelling(spelling, Noted);

    /// <summary>Extras that note a spelling and nothing else.</summary>
    public static Extras Noting(string spelling)
    {
        Extras? extras = null;
        Note(ref extras, spelling);
        return extras!;
    }

    /// <summary>What this dialect spelled; absent otherwise.</summary>
    public static RawJson Spelled(this Extras? extras, string spelling) => extras is not null && extras.Dialect == Names.Dialect ? extras.Spelling(spelling) : default;

    /// <summary>Whether this dialect noted the spelling.</summary>
    public static bool Spells(this Extras? extras, string spelling) => !extras.Spelled(spelling).IsAbsent;

    /// <summary>Writes a member as this dialect spelled it, if it did.</summary>
    public static void WriteSpelled(this Extras? extras, Utf8JsonWriter json, string spelling)
    {
        if (extras.Spelled(spelling) is { IsAbsent: false } value)
            WriteMember(json, spelling, value);
    }

    /// <summary>Writes the members of the node itself; records them when another dialect read them.</summary>
    public static void WriteOuter(this Extras? extras, Utf8JsonWriter json, ConversionLog log, string place, params ReadOnlySpan<string> inner)
    {
        if (extras is null)
            return;
        if (extras.Dialect != Names.Dialect)
        {
            extras.Record(log, place);
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            if (!IsInnerOfAny(name, inner))
                WriteMember(json, name, value);
        }
    }

    /// <summary>Writes the members under a prefix, which ends with a point.</summary>
    public static void WriteInner(this Extras? extras, Utf8JsonWriter json, string prefix)
    {
        if (extras is null || extras.Dialect != Names.Dialect)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                WriteMember(json, name.AsSpan(prefix.Length), value);
        }
    }

    /// <summary>The members of both.</summary>
    public static Extras? Joined(Extras? first, Extras? second)
    {
        if (first is null || second is null)
            return first ?? second;
        var joined = new Extras(Names.Dialect);
        foreach (var extras in (ReadOnlySpan<Extras>)[first, second])
        {
            foreach (var (name, value) in extras.Members)
                joined.Add(name, value);
            foreach (var (name, value) in extras.Spellings)
                joined.AddSpelling(name, value);
        }
        return joined;
    }

    private static void WriteMember(Utf8JsonWriter json, ReadOnlySpan<char> name, RawJson value)
    {
        json.WritePropertyName(name);
        value.WriteValue(json);
    }

    private static bool IsInnerOfAny(string name, ReadOnlySpan<string> inner)
    {
        foreach (var prefix in inner)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
