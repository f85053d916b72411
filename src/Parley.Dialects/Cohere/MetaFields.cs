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

    /// <summary>Writes the object: as Cohere said it, else the tokens, where there are any.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage, bool isFirst, ConversionLog log)
    {
        if (usage.Extras.Spelled(Meta) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(json, "meta"u8);
            return;
        }
        usage.Extras.Record(log, "usage");
        json.WriteStartObject("meta"u8);
        json.WriteStartObject("api_version"u8);
        json.WriteString("version"u8, isFirst ? "1"u8 : "2"u8);
        json.WriteEndObject();
        json.WriteStartObject("billed_units"u8);
        if (usage.IsKnown)
            json.WriteNumber("input_tokens"u8, usage.TotalInput);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
