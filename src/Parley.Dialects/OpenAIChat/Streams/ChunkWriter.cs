using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes chunks. What all of them share (id, time, model) is built once, so that a piece of text costs three copies.</summary>
internal sealed class ChunkWriter(StreamOptions asked)
{
    private readonly OneLineWriter _oneLine = new();
    private ReplyStart? _start;
    private byte[] _head = [];

    /// <summary>Fixes id, time and model for the whole stream; a later start only adds the tier.</summary>
    public void Begin(ReplyStart start)
    {
        if (_start is not null && (start.ServiceTier is null || start.ServiceTier == _start.ServiceTier))
            return;
        start = _start = _start is null ? start : _start with { ServiceTier = start.ServiceTier };
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, ReplyWriter.IdOf(start.Id, asked));
            json.WriteString("object"u8, "chat.completion.chunk"u8);
            json.WriteNumber("created"u8, start.Created ?? asked.Created);
            json.WriteString("model"u8, ReplyWriter.ModelOf(start.Model, asked));
            if (start.ServiceTier is not null)
                json.WriteString("service_tier"u8, start.ServiceTier);
        }
        _head = buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes everything before the members of a delta.</summary>
    public void OpenDelta(int choice, IBufferWriter<byte> output)
    {
        OpenChoice(choice, output);
        output.Write(",\"delta\":{"u8);
    }

    /// <summary>Writes everything behind the members of a delta.</summary>
    public static void CloseDelta(IBufferWriter<byte> output) => output.Write("},\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8);

    /// <summary>Writes everything behind the members of a delta, with log probabilities.</summary>
    public void CloseDelta(IBufferWriter<byte> output, RawJson logprobs)
    {
        output.Write("},\"logprobs\":"u8);
        OneLine(output).Write(logprobs.Utf8.Span);
        output.Write(",\"finish_reason\":null}]}\n\n"u8);
    }

    /// <summary>The output for what may hold raw JSON, whose line breaks would cut the event.</summary>
    public IBufferWriter<byte> OneLine(IBufferWriter<byte> output) => _oneLine.Over(output);

    /// <summary>Writes a choice's first chunk, as OpenAI does: the role and an empty text.</summary>
    public void WriteRole(int choice, Extras? extras, IBufferWriter<byte> output)
    {
        OpenDelta(choice, output);
        output.Write("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}]"u8);
        WriteMembers(extras, output, isFirst: false);
        output.Write("}\n\n"u8);
    }

    /// <summary>Writes a chunk that carries unknown members alone.</summary>
    public void WriteExtras(Extras extras, ExtrasLevel level, int choice, IBufferWriter<byte> output)
    {
        OpenDelta(choice, output);
        if (level == ExtrasLevel.Delta)
            WriteMembers(extras, output, isFirst: true);
        output.Write("},\"logprobs\":null,\"finish_reason\":null"u8);
        if (level == ExtrasLevel.Choice)
            WriteMembers(extras, output, isFirst: false);
        output.Write("}]"u8);
        if (level == ExtrasLevel.Reply)
            WriteMembers(extras, output, isFirst: false);
        output.Write("}\n\n"u8);
    }

    /// <summary>Writes the chunk that ends a choice.</summary>
    public void WriteFinish(int choice, string reason, IBufferWriter<byte> output)
    {
        OpenDelta(choice, output);
        output.Write("},\"logprobs\":null,\"finish_reason\":"u8);
        JsonText.FromString(reason).WriteToken(output);
        output.Write("}]}\n\n"u8);
    }

    /// <summary>Writes the usage, in a chunk of its own.</summary>
    public void WriteUsage(Usage usage, ConversionLog log, IBufferWriter<byte> output)
    {
        WriteHead(output);
        output.Write(",\"choices\":[],\"usage\":"u8);
        using (var json = new Utf8JsonWriter(OneLine(output), JsonWire.WriterOptions))
            UsageWriter.Write(json, usage, asked.EstimatedInputTokens, log);
        output.Write("}\n\n"u8);
    }

    /// <summary>Writes a number without a detour over text.</summary>
    public static void WriteNumber(int value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(11), out var written);
        output.Advance(written);
    }

    private void OpenChoice(int choice, IBufferWriter<byte> output)
    {
        WriteHead(output);
        output.Write(",\"choices\":[{\"index\":"u8);
        WriteNumber(choice, output);
    }

    private void WriteHead(IBufferWriter<byte> output)
    {
        if (_head.Length == 0)
            Begin(new ReplyStart());
        output.Write(_head);
    }

    /// <summary>A whole reply of Perplexity has a <c>delta</c> in each choice, which in a chunk has its own place.</summary>
    private void WriteMembers(Extras? extras, IBufferWriter<byte> output, bool isFirst)
    {
        foreach (var (name, value) in extras?.Members ?? [])
        {
            if (name == "delta")
                continue;
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            JsonText.FromString(name).WriteToken(output);
            output.Write(":"u8);
            OneLine(output).Write(value.Utf8.Span);
        }
    }
}
