using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the vectors of an upstream. Their order is that of <c>index</c>, however they stand.</summary>
internal sealed class EmbeddingReplyReader
{
    private readonly SortedList<int, EmbeddingVector> _vectors = [];
    private string? _id;
    private string? _model;
    private Usage _usage = Usage.Unknown;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no vectors.</exception>
    public static EmbeddingReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new EmbeddingReplyReader();
        while (JsonRead.NextMember(ref reader))
            reply.ReadMember(ref reader, body);
        return reply.Build();
    });

    /// <summary>Reads only the usage.</summary>
    /// <exception cref="WireFormatException">It is no reply.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        var usage = default(RawJson);
        var hasData = false;
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                hasData |= name.SequenceEqual("data"u8) && value.Kind == JsonValueKind.Array;
                if (name.SequenceEqual("usage"u8))
                    usage = value;
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        if (!hasData)
            throw NoVectors();
        return PromptUsage.Read(usage) with { Extras = null };
    }

    /// <summary>Whether the first vector is written in base64. An array of numbers cannot be taken for it: a quote does not follow the name.</summary>
    public static bool IsBase64(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("\"embedding\":"u8);
        return at >= 0 && body[(at + "\"embedding\":"u8.Length)..].TrimStart(" \t\r\n"u8) is [(byte)'"', ..];
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("data"u8))
            ReadData(ref reader, body);
        else if (reader.ValueTextEquals("model"u8))
            _model = Loose.String(ref reader, body);
        else if (reader.ValueTextEquals("id"u8))
            _id = Loose.String(ref reader, body);
        else if (reader.ValueTextEquals("usage"u8))
            _usage = PromptUsage.Read(Loose.Object(ref reader, body));
        else if (reader.ValueTextEquals("object"u8))
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Keep(ref reader, body, ref _extras);
    }

    private void ReadData(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            ReadVector(JsonScan.ReadRaw(ref reader, body));
    }

    private void ReadVector(RawJson item)
    {
        var index = _vectors.Count;
        var values = default(RawJson);
        Extras? extras = null;
        var reader = item.CreateReader();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoVectors();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("embedding"u8))
                values = JsonRead.Raw(ref reader, item.Utf8);
            else if (reader.ValueTextEquals("index"u8))
                index = (int?)Loose.Int64(ref reader) ?? index;
            else if (reader.ValueTextEquals("object"u8))
                JsonRead.Skip(ref reader);
            else
                ExtraMembers.Keep(ref reader, item.Utf8, ref extras);
        }
        if (values.Kind != JsonValueKind.Object)
            Vectors.Demand(values);
        if (!_vectors.TryAdd(index, new EmbeddingVector(values) { Extras = extras }))
            throw NoVectors();
    }

    private EmbeddingReply Build() => new()
    {
        Id = _id,
        Model = _model,
        Vectors = _vectors.Count > 0 ? [.. _vectors.Values] : throw NoVectors(),
        Usage = _usage,
        Dialect = Names.Dialect,
        Extras = _extras,
    };

    private static WireFormatException NoVectors() => new("data", "The reply holds no vectors.");
}
