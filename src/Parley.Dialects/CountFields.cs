using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>A reply that is one number of tokens under one name, which dialects spell differently.</summary>
internal static class CountFields
{
    /// <summary>Reads the reply.</summary>
    /// <exception cref="WireFormatException">There is no number.</exception>
    public static CountReply Read(ReadOnlyMemory<byte> reply, string dialect, string member) => JsonRead.Guard(reply, (ref reader, body) =>
    {
        long? count = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals(member))
                count = JsonRead.Int64(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, dialect, ref extras);
        }
        return new CountReply
        {
            Tokens = TokenCount.Exact(Math.Clamp(count ?? throw new WireFormatException(member, "The reply holds no number of tokens."), 0, TokenCount.Most)),
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
