using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes the chunks of a completion. What all of them share (id, time, model) is built once.</summary>
internal sealed class CompletionChunks(StreamOptions asked)
{
    private static ReadOnlySpan<byte> GoesOn => ",\"logprobs\":null,\"finish_reason\":null"u8;

    private readonly OneLineWriter _oneLine = new();
    private byte[] _head = [];

    /// <summary>Fixes id, time and model for the whole stream; a later start changes nothing.</summary>
    public void Begin(ReplyStart start)
    {
        if (_head.Length > 0)
            return;
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, CompletionReplyWriter.IdOf(start.Id, asked));
            json.WriteString("object"u8, "text_completion"u8);
            json.WriteNumber("created"u8, start.Created ?? asked.Created);
            json.WriteString("model"u8, ReplyWriter.ModelOf(start.Model, asked));
        }
        _head = buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a piece of text.</summary>
    public void WriteText(int choice, JsonText text, IBufferWriter<byte> output)
    {
        OpenChoice(choice, text, output);
        output.Write(GoesOn);
        output.Write("}]}\n\n"u8);
    }

    /// <summary>Writes the log probabilities of the text before, in a chunk of their own.</summary>
    public void WriteLogprobs(int choice, CompletionLogprobs writer, RawJson logprobs, IBufferWriter<byte> output)
    {
        OpenChoice(choice, default, output);
        output.Write(",\"logprobs\":"u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
            writer.Write(logprobs, json);
        output.Write(",\"finish_reason\":null}]}\n\n"u8);
    }

    /// <summary>Writes a chunk that carries unknown members alone, of the choice or of the reply.</summary>
    public void WriteExtras(int choice, Extras extras, bool isOfReply, IBufferWriter<byte> output)
    {
        OpenChoice(choice, default, output);
        output.Write(GoesOn);
        if (isOfReply)
            output.Write("}]"u8);
        foreach (var (name, value) in extras.Members)
        {
            output.Write(","u8);
            JsonText.FromString(name).WriteToken(output);
            output.Write(":"u8);
            _oneLine.Over(output).Write(value.Utf8.Span);
        }
        output.Write(isOfReply ? "}\n\n"u8 : "}]}\n\n"u8);
    }

    /// <summary>Writes the chunk that ends a choice.</summary>
    public void WriteFinish(int choice, string reason, IBufferWriter<byte> output)
    {
        OpenChoice(choice, default, output);
        output.Write(",\"logprobs\":null,\"finish_reason\":"u8);
        JsonText.FromString(reason).WriteToken(output);
        output.Write("}]}\n\n"u8);
    }

    /// <summary>Writes the usage, in a chunk of its own.</summary>
    public void WriteUsage(Usage usage, ConversionLog log, IBufferWriter<byte> output)
    {
        WriteHead(output);
        output.Write(",\"choices\":[],\"usage\":"u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
            UsageWriter.Write(json, usage, asked.EstimatedInputTokens, log);
        output.Write("}\n\n"u8);
    }

    private void OpenChoice(int choice, JsonText text, IBufferWriter<byte> output)
    {
        WriteHead(output);
        output.Write(",\"choices\":[{\"text\":"u8);
        text.WriteToken(output);
        output.Write(",\"index\":"u8);
        ChunkWriter.WriteNumber(choice, output);
    }

    private void WriteHead(IBufferWriter<byte> output)
    {
        if (_head.Length == 0)
            Begin(new ReplyStart());
        output.Write(_head);
    }
}
