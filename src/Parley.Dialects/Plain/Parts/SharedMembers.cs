using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>What parts of every type may say: <c>cache</c>, <c>signature</c>, unknown members.</summary>
internal struct SharedMembers
{
    private CacheHint? _cache;
    private PartSignature? _signature;
    private Extras? _extras;

    /// <summary>Writes them, behind the members of the type.</summary>
    public static void Write(Utf8JsonWriter json, Part part)
    {
        WriteCache(json, part.Cache);
        if (part.Signature is { } signature)
        {
            json.WriteStartObject("signature"u8);
            json.WriteString("dialect"u8, signature.Dialect);
            signature.Value.WriteMember(json, "value"u8);
            json.WriteEndObject();
        }
        ExtrasFields.Write(json, part.Extras);
    }

    public static void WriteCache(Utf8JsonWriter json, CacheHint? cache)
    {
        if (cache is null)
            return;
        json.WriteStartObject("cache"u8);
        json.Say("ttl"u8, cache.TimeToLive);
        json.WriteEndObject();
    }

    /// <summary>Reads the member whose name the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("type"u8))
            JsonRead.Skip(ref reader);
        else if (reader.ValueTextEquals("cache"u8))
            _cache = ReadCache(ref reader, body);
        else if (reader.ValueTextEquals("signature"u8))
            _signature = ReadSignature(ref reader, body);
        else
            ExtrasFields.Read(ref reader, body, ref _extras);
    }

    public readonly Part Put(Part part) => part with { Cache = _cache, Signature = _signature, Extras = _extras };

    public static CacheHint? ReadCache(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        string? timeToLive = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("ttl"u8))
                throw JsonRead.Wrong(ref reader, body, "ttl");
            timeToLive = JsonRead.String(ref reader, body);
        }
        return new CacheHint(timeToLive);
    }

    private static PartSignature? ReadSignature(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader.TokenStartIndex;
        string? dialect = null;
        var value = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("dialect"u8))
                dialect = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("value"u8))
                value = JsonRead.Text(ref reader, body);
            else
                throw JsonRead.Wrong(ref reader, body, "dialect or value");
        }
        return new PartSignature(dialect ?? throw Members.Missing(body, start, "dialect"), value);
    }
}
