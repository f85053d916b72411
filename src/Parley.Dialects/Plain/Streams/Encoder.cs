using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Writes one streamed reply: an event for each event of the conversation, under its name.</summary>
internal sealed class Encoder(StreamOptions asked) : IChatEncoder
{
    private readonly OneLineWriter _line = new();

    public string ContentType => "text/event-stream";

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var name = Word<ChatEventKind>.Of(chatEvent.Kind);
        Begin(name, output);
        using (var json = new Utf8JsonWriter(_line.Over(output), JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, name);
            EventWriter.Write(json, chatEvent, asked);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    public void WriteEnd(IBufferWriter<byte> output) => output.Write("event: done\ndata: {\"type\":\"done\"}\n\n"u8);

    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        Begin("error", output);
        using (var json = new Utf8JsonWriter(_line.Over(output), JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            FaultWriter.WriteError(json, fault);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keepalive\n\n"u8);

    private static void Begin(string name, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, output);
        output.Write("\ndata: "u8);
    }
}
