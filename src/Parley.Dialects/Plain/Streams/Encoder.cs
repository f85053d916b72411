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
    private byte[] _head = [];
    private (ChatEventKind Kind, int Choice, int Part) _place;

    public string ContentType => "text/event-stream";

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var name = Word<ChatEventKind>.Of(chatEvent.Kind);
        if (chatEvent is { Kind: ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallArguments, Detail: null, Text.IsEmpty: false })
        {
            WritePiece(name, chatEvent, output);
            return;
        }
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

    /// <summary>Writes a piece of a text, which most events are. Its beginning is that of the piece before, unless it belongs elsewhere.</summary>
    private void WritePiece(string name, in ChatEvent piece, IBufferWriter<byte> output)
    {
        var place = (piece.Kind, piece.Choice, piece.Part);
        if (_head.Length == 0 || place != _place)
        {
            _place = place;
            _head = Encoding.UTF8.GetBytes($$"""
                event: {{name}}
                data: {"type":"{{name}}","choice":{{piece.Choice}},"part":{{piece.Part}},"text":
                """.ReplaceLineEndings("\n"));
        }
        output.Write(_head);
        piece.Text.WriteToken(output);
        output.Write("}\n\n"u8);
    }

    private static void Begin(string name, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, output);
        output.Write("\ndata: "u8);
    }
}
