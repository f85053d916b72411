using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Extras of this dialect: members of inner objects ride under a name with a point, and spellings are noted beside them.</summary>
internal static class ExtraMembers
{
    private static readonly RawJson Noted = RawJson.Parse("true");

    /// <summary>Keeps the member whose name the reader stands on.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras) => ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);

    /// <summary>Keeps a member of the inner object <paramref name="inner"/>.</summary>
    public static void KeepInner(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string inner, ref Extras? extras)
    {
        var name = reader.GetString();
        reader.Read();
        (extras ??= new Extras(Names.Dialect)).Add($"{inner}.{name}", JsonScan.ReadRaw(ref reader, body));
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

    /// <summary>Reads the text behind a name; an empty one is noted, so that it is not taken for none.</summary>
    public static JsonText TextOrNote(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string spelling, ref Extras? extras)
    {
        var text = JsonRead.Text(ref reader, body);
        if (text.IsEmpty && reader.TokenType == JsonTokenType.String)
            Note(ref extras, spelling);
        return text;
    }

    /// <summary>Whether this dialect noted the spelling.</summary>
    public static bool Spells(this Extras? extras, string spelling) => extras is not null && extras.Dialect == Names.Dialect && !extras.Spelling(spelling).IsAbsent;

    /// <summary>Writes the members of the node itself, those of inner objects left out; records them when another dialect read them.</summary>
    public static void WriteOuter(this Extras? extras, Utf8JsonWriter json, ConversionLog log, Place place, params ReadOnlySpan<string> inner)
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

    /// <summary>Writes the members of one inner object.</summary>
    public static void WriteInner(this Extras? extras, Utf8JsonWriter json, string inner)
    {
        if (extras is null || extras.Dialect != Names.Dialect)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (IsInner(name, inner))
                WriteMember(json, name.AsSpan(inner.Length + 1), value);
        }
    }

    private static void WriteMember(Utf8JsonWriter json, ReadOnlySpan<char> name, RawJson value)
    {
        json.WritePropertyName(name);
        value.WriteValue(json);
    }

    private static bool IsInnerOfAny(string name, ReadOnlySpan<string> inner)
    {
        foreach (var candidate in inner)
        {
            if (IsInner(name, candidate))
                return true;
        }
        return false;
    }

    private static bool IsInner(string name, string inner) => name.Length > inner.Length && name[inner.Length] == '.' && name.StartsWith(inner, StringComparison.Ordinal);
}
