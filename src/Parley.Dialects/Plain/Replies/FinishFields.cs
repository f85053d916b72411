using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Why an answer ended.</summary>
internal static class FinishFields
{
    public static void Write(Utf8JsonWriter json, Finish finish)
    {
        json.WriteStartObject("finish"u8);
        json.WriteString("reason"u8, Word<FinishReason>.Of(finish.Reason));
        json.Say("native"u8, finish.Native);
        json.SayDialect(finish.Dialect);
        if (finish.StopSequence is { } stop)
            stop.WriteMember(json, "stop_sequence"u8);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name. Who says no word of its own needs no dialect for it.</summary>
    public static Finish Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var finish = new Finish(FinishReason.Unknown);
        if (!JsonRead.BeginObject(ref reader, body))
            return finish;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("reason"u8))
                finish = finish with { Reason = Word<FinishReason>.Find(JsonRead.String(ref reader, body)) ?? FinishReason.Other };
            else if (reader.ValueTextEquals("native"u8))
                finish = finish with { Native = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("dialect"u8))
                finish = finish with { Dialect = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("stop_sequence"u8))
                finish = finish with { StopSequence = ReadStop(ref reader, body) };
            else
                JsonRead.Skip(ref reader);
        }
        return finish is { Native: not null, Dialect.Length: 0 } ? finish with { Dialect = Names.Dialect } : finish;
    }

    private static JsonText? ReadStop(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : JsonRead.TextHere(ref reader, body);
    }
}
