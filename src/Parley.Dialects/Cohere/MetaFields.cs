using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>The <c>meta</c> of what only reads: vectors and orders of documents. Tokens of vectors are those that are billed; searches have units of their own.</summary>
internal static class MetaFields
{
    private const string Meta = EmbedNames.Meta;

    /// <summary>Reads the object; it is kept whole for callers of this dialect.</summary>
    public static Usage Read(RawJson meta)
    {
        if (meta.Kind != JsonValueKind.Object)
            return Usage.Unknown;
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Meta, meta);
        var counts = UsageReader.ReadCounts(meta);
        return counts with { Extras = extras };
    }

    /// <summary>Writes the object: as Cohere said it, else the tokens, where there are any, beside what a server of another dialect sends under this very name.</summary>
    /// <returns>The reply's extras that are still to be written.</returns>
    public static Extras? Write(Utf8JsonWriter json, ModelReply reply, bool isFirst, ConversionLog log)
    {
        if (reply.Usage.Extras.Spelled(Meta) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(json, "meta"u8);
            return reply.Extras;
        }
        reply.Usage.Extras.Record(log, "usage");
        var said = reply.Extras is { Dialect: not Names.Dialect } others && others[Meta] is { Kind: JsonValueKind.Object } meta ? meta : default;
        json.WriteStartObject("meta"u8);
        if (JsonMembers.Find(said, "api_version"u8).IsAbsent)
            WriteVersion(json, isFirst);
        WriteBilled(json, JsonMembers.Find(said, "billed_units"u8), reply.Usage);
        if (!said.IsAbsent)
            WriteOthers(json, said, "billed_units"u8);
        json.WriteEndObject();
        return said.IsAbsent ? reply.Extras : reply.Extras!.Without(Meta);
    }

    private static void WriteVersion(Utf8JsonWriter json, bool isFirst)
    {
        json.WriteStartObject("api_version"u8);
        json.WriteString("version"u8, isFirst ? "1"u8 : "2"u8);
        json.WriteEndObject();
    }

    private static void WriteBilled(Utf8JsonWriter json, RawJson said, Usage usage)
    {
        json.WriteStartObject("billed_units"u8);
        if (said.Kind == JsonValueKind.Object)
            WriteOthers(json, said, []);
        if (usage.IsKnown && JsonMembers.Find(said, "input_tokens"u8).IsAbsent)
            json.WriteNumber("input_tokens"u8, usage.TotalInput);
        json.WriteEndObject();
    }

    private static void WriteOthers(Utf8JsonWriter json, RawJson said, ReadOnlySpan<byte> written)
    {
        var members = new JsonMembers(said.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual(written))
                value.WriteMember(json, name);
        }
    }
}
