using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes vectors for a caller, in every form that it asked for and that the upstream or Parley can give.</summary>
internal static class EmbedReplyWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(EmbeddingReply reply, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        var repeated = asked.Echo is { Dialect: Names.Dialect } echo ? echo : null;
        var isFirst = repeated is not null && !repeated[EmbedNames.First].IsAbsent;
        var types = EmbedTypes.Read(repeated?[EmbedNames.Types] ?? default);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, ReplyWriter.IdOf(reply.Id, asked));
        WriteTexts(json, reply, repeated);
        json.WritePropertyName("embeddings"u8);
        if (isFirst && types.Count == 0)
            WriteForm(json, reply, EmbedNames.Float);
        else
            WriteForms(json, reply, types, log);
        var extras = MetaFields.Write(json, reply, isFirst, log);
        json.WriteString("response_type"u8, isFirst && types.Count == 0 ? "embeddings_floats"u8 : "embeddings_by_type"u8);
        RecordForeign(reply, log);
        extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
    }

    /// <summary>As the upstream repeats them; those of one request out of several are not all.</summary>
    private static void WriteTexts(Utf8JsonWriter json, EmbeddingReply reply, Extras? repeated)
    {
        var said = reply.Extras.Spelled(EmbedNames.Texts);
        if (said.IsAbsent || CountOf(said) != reply.Vectors.Count)
            said = repeated?[EmbedNames.Texts] ?? default;
        if (!said.IsAbsent)
            said.WriteMember(json, "texts"u8);
    }

    private static int CountOf(RawJson list)
    {
        var count = 0;
        var reader = list.CreateReader();
        reader.Read();
        for (; JsonRead.NextElement(ref reader); count++)
            reader.Skip();
        return count;
    }

    /// <summary>Where nothing of what was asked for is to be had, the floats that are there are better than none.</summary>
    private static void WriteForms(Utf8JsonWriter json, EmbeddingReply reply, List<string> types, ConversionLog log)
    {
        json.WriteStartObject();
        var isEmpty = true;
        for (var i = 0; i < Math.Max(1, types.Count); i++)
        {
            var type = types.Count == 0 ? EmbedNames.Float : types[i];
            if (types.IndexOf(type, 0, Math.Min(i, types.Count)) >= 0)
                continue;
            if (!Has(reply.Vectors[0], type))
            {
                // Under the name that the request's loss of it has, where there was one.
                log.DroppedContent($"{EmbedNames.Types}[{i}]");
                continue;
            }
            isEmpty = false;
            json.WritePropertyName(type);
            WriteForm(json, reply, type);
        }
        if (isEmpty)
        {
            json.WritePropertyName(TypeOf(reply.Vectors[0]));
            WriteForm(json, reply, TypeOf(reply.Vectors[0]));
        }
        json.WriteEndObject();
    }

    private static void WriteForm(Utf8JsonWriter json, EmbeddingReply reply, string type)
    {
        json.WriteStartArray();
        foreach (var vector in reply.Vectors)
        {
            if (TypeOf(vector) == type && type is not (EmbedNames.Float or EmbedNames.Base64))
                vector.Values.WriteValue(json);
            else if (vector.Extras is { Dialect: Names.Dialect } extras && extras[type] is { IsAbsent: false } other)
                other.WriteValue(json);
            else
                Vectors.Write(vector.Values, type == EmbedNames.Base64, json);
        }
        json.WriteEndArray();
    }

    private static bool Has(EmbeddingVector vector, string type) =>
        TypeOf(vector) == type || vector.Extras is { Dialect: Names.Dialect } extras && !extras[type].IsAbsent
        || type is EmbedNames.Float or EmbedNames.Base64 && TypeOf(vector) is EmbedNames.Float or EmbedNames.Base64;

    private static string TypeOf(EmbeddingVector vector) => vector.Extras.Spelled(EmbedNames.Types) is { IsAbsent: false } type ? type.AsText().ToString() : EmbedNames.Float;

    private static void RecordForeign(EmbeddingReply reply, ConversionLog log)
    {
        for (var i = 0; i < reply.Vectors.Count; i++)
        {
            if (reply.Vectors[i].Extras is { Dialect: not Names.Dialect } extras)
                extras.Record(log, $"embeddings[{i}]");
        }
    }
}
