using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>A reply that is one number of tokens under one name, which dialects spell differently.</summary>
internal static class CountReplyJson
{
    /// <summary>Reads the reply.</summary>
    /// <exception cref="WireFormatException">There is no number, or none of tokens.</exception>
    public static CountReply Read(ReadOnlyMemory<byte> reply, string dialect, string member) => JsonRead.Guard(reply, (ref reader, body) =>
    {
        long? count = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals(member))
                count = JsonRead.Int64(ref reader, body) is not < 0 and var tokens ? tokens : throw JsonRead.Wrong(ref reader, body, "a number of tokens");
            else
                ExtrasReading.Keep(ref reader, body, dialect, ref extras);
        }
        return new CountReply
        {
            Tokens = TokenCount.Exact(Math.Min(count ?? throw new WireFormatException(member, "The reply holds no number of tokens."), TokenCount.Most)),
            Dialect = dialect,
            Extras = extras,
        };
    });

    /// <summary>Writes the reply.</summary>
    public static void Write(CountReply reply, string dialect, string member, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteNumber(member, reply.Tokens.Tokens);
        reply.Extras.Write(json, dialect, log, "");
        json.WriteEndObject();
    }
}
