using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Writes whole replies.</summary>
internal static class ReplyWriter
{
    public static void Write(ChatReply reply, StreamOptions asked, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        WriteHead(json, new ReplyStart { Id = reply.Id, Model = reply.Model, Created = reply.Created, ServiceTier = reply.ServiceTier, Dialect = reply.Dialect }, asked);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < reply.Choices.Count; i++)
            Write(json, reply.Choices[i]);
        json.WriteEndArray();
        UsageFields.Write(json, reply.Usage);
        ExtrasFields.Write(json, reply.Extras);
        json.WriteEndObject();
    }

    /// <summary>What stands at the beginning of a reply and of a stream.</summary>
    public static void WriteHead(Utf8JsonWriter json, ReplyStart start, StreamOptions asked)
    {
        json.Say("id"u8, start.Id ?? asked.ReplyId);
        json.Say("model"u8, start.Model ?? asked.Model);
        json.Say("created"u8, start.Created);
        json.Say("service_tier"u8, start.ServiceTier);
        json.SayDialect(start.Dialect);
    }

    private static void Write(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice.Index);
        PartWriter.WriteList(json, "content"u8, choice.Parts);
        FinishFields.Write(json, choice.Finish);
        json.Say("logprobs"u8, choice.Logprobs);
        ExtrasFields.WriteWhole(json, "message_extras"u8, choice.MessageExtras);
        ExtrasFields.Write(json, choice.Extras);
        json.WriteEndObject();
    }
}
