using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Members of a request that say what is so anyway: not in the background, not cut. Another dialect loses nothing with them.</summary>
internal static class SilentMembers
{
    private static readonly (string Name, string Value)[] Defaults = [("background", "false"), ("truncation", "\"disabled\"")];

    /// <summary>Keeps the member whose name the reader stands on: as a spelling where it says nothing.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        foreach (var (name, value) in Defaults)
        {
            if (reader.ValueTextEquals(name) && IsNext(reader, body, value))
            {
                ExtraMembers.Spell(ref reader, body, name, ref extras);
                return;
            }
        }
        if (reader.ValueTextEquals("truncation"u8))
            DemandTruncation(reader, body);
        ExtraMembers.Keep(ref reader, body, ref extras);
    }

    /// <summary>Writes those that were said.</summary>
    public static void Write(Utf8JsonWriter json, Extras? extras)
    {
        foreach (var (name, _) in Defaults)
            extras.WriteSpelled(json, name);
    }

    /// <summary>The reader is a copy.</summary>
    private static void DemandTruncation(Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (JsonRead.String(ref reader, body) is not (null or "auto" or "disabled"))
            throw JsonRead.Wrong(ref reader, body, "auto or disabled");
    }

    /// <summary>Whether the value behind the name is this one. The reader is a copy.</summary>
    private static bool IsNext(Utf8JsonReader reader, ReadOnlyMemory<byte> body, string value)
    {
        reader.Read();
        return System.Text.Ascii.Equals(JsonScan.ReadRaw(ref reader, body).Utf8.Span, value);
    }
}
