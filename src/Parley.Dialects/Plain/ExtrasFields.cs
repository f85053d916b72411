using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Members that the conversation does not know: those of this dialect stand among the others, those of another one in <c>extras</c>.</summary>
internal static class ExtrasFields
{
    /// <summary>Writes what a node has, behind its other members.</summary>
    public static void Write(Utf8JsonWriter json, Extras? extras)
    {
        if (extras is not { Dialect: Names.Dialect })
        {
            WriteWhole(json, "extras"u8, extras);
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
    }

    /// <summary>Writes them as an object that says whose they are.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ReadOnlySpan<byte> name, Extras? extras)
    {
        if (extras is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("dialect"u8, extras.Dialect);
        WriteMembers(json, "members"u8, extras.Members);
        WriteMembers(json, "spellings"u8, extras.Spellings);
        json.WriteEndObject();
    }

    /// <summary>Keeps the member whose name the reader stands on: <c>extras</c>, or one that nobody knows.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("extras"u8))
        {
            Merge(ReadWhole(ref reader, body), ref reader, body, ref extras);
            return;
        }
        if (extras is { Dialect: not Names.Dialect })
            throw JsonRead.Wrong(ref reader, body, "absent where extras are of another dialect: it is no member of the plain conversation");
        ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
    }

    /// <summary>Moves to the value behind a name: extras with their dialect; null for null.</summary>
    public static Extras? ReadWhole(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader.TokenStartIndex;
        string? dialect = null;
        var members = new List<KeyValuePair<string, RawJson>>();
        var spellings = new List<KeyValuePair<string, RawJson>>();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("dialect"u8))
                dialect = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("members"u8))
                ReadMembers(ref reader, body, members);
            else if (reader.ValueTextEquals("spellings"u8))
                ReadMembers(ref reader, body, spellings);
            else
                throw JsonRead.Wrong(ref reader, body, "dialect, members or spellings");
        }
        var extras = new Extras(dialect ?? throw Members.Missing(body, start, "dialect"));
        foreach (var (name, value) in members)
            extras.Add(name, value);
        foreach (var (name, value) in spellings)
            extras.AddSpelling(name, value);
        return extras;
    }

    private static void Merge(Extras? read, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (read is null || extras is null)
        {
            extras ??= read;
            return;
        }
        if (read.Dialect != extras.Dialect)
            throw JsonRead.Wrong(ref reader, body, "alone: members that the plain conversation does not know stand beside extras of another dialect");
        foreach (var (name, value) in read.Members)
            extras.Add(name, value);
    }

    private static void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<KeyValuePair<string, RawJson>> members)
    {
        if (members.Count == 0)
            return;
        json.WriteStartObject(name);
        for (var i = 0; i < members.Count; i++)
        {
            json.WritePropertyName(members[i].Key);
            members[i].Value.WriteValue(json);
        }
        json.WriteEndObject();
    }

    private static void ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<KeyValuePair<string, RawJson>> members)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            members.Add(new(name, JsonScan.ReadRaw(ref reader, body)));
        }
    }
}
