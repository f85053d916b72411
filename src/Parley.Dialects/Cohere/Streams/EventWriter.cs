using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes the events of a stream, each whole. Pieces of text are copied with their escapes between constant bytes.</summary>
internal sealed class EventWriter
{
    private readonly OneLineWriter _oneLine = new();

    /// <summary>The answer begins.</summary>
    public void MessageStart(string id, Extras? extras, IBufferWriter<byte> output)
    {
        output.Write("event: message-start\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, "message-start"u8);
            json.WritePropertyName("delta"u8);
            json.WriteRawValue("""{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}"""u8, skipInputValidation: true);
            WriteOwn(json, extras);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    /// <summary>A text or a thought begins.</summary>
    public void ContentStart(int index, bool isThought, Extras? extras, IBufferWriter<byte> output)
    {
        output.Write("event: content-start\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            OpenMessage(json, "content-start", index);
            json.WriteStartObject("content"u8);
            json.WriteString("type"u8, isThought ? "thinking"u8 : "text"u8);
            json.WriteString(isThought ? "thinking"u8 : "text"u8, ""u8);
            WriteOwn(json, extras);
            json.WriteEndObject();
            CloseMessage(json);
        }
        output.Write("\n\n"u8);
    }

    /// <summary>A content that only this dialect understands, whole.</summary>
    public void Opaque(int index, RawJson content, IBufferWriter<byte> output)
    {
        output.Write("event: content-start\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            OpenMessage(json, "content-start", index);
            content.WriteMember(json, "content"u8);
            CloseMessage(json);
        }
        output.Write("\n\n"u8);
        End("content-end"u8, index, output);
    }

    /// <summary>A piece of a text or a thought.</summary>
    public static void ContentDelta(int index, bool isThought, JsonText piece, IBufferWriter<byte> output)
    {
        output.Write("event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":"u8);
        WriteNumber(index, output);
        output.Write(isThought ? ",\"delta\":{\"message\":{\"content\":{\"thinking\":"u8 : ",\"delta\":{\"message\":{\"content\":{\"text\":"u8);
        piece.WriteToken(output);
        output.Write("}}}}\n\n"u8);
    }

    /// <summary>The log probability of a token of the text before.</summary>
    public void Logprob(int index, RawJson token, IBufferWriter<byte> output)
    {
        output.Write("event: content-delta\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            OpenMessage(json, "content-delta", index);
            json.WriteStartObject("content"u8);
            json.WriteString("text"u8, ""u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WritePropertyName("logprobs"u8);
            Logprobs.WriteItem(json, token);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    /// <summary>A piece of the plan.</summary>
    public static void PlanDelta(JsonText piece, IBufferWriter<byte> output)
    {
        output.Write("event: tool-plan-delta\ndata: {\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":"u8);
        piece.WriteToken(output);
        output.Write("}}}\n\n"u8);
    }

    /// <summary>A call begins.</summary>
    public void CallStart(int index, ToolCallStart call, ConversionLog log, IBufferWriter<byte> output)
    {
        output.Write("event: tool-call-start\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            OpenMessage(json, "tool-call-start", index);
            json.WriteStartObject("tool_calls"u8);
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, ""u8);
            call.Extras.WriteInner(json, Names.FunctionPrefix);
            json.WriteEndObject();
            call.Extras.WriteOuter(json, log, "choices[0].message.tool_calls", Names.FunctionPrefix);
            json.WriteEndObject();
            CloseMessage(json);
        }
        output.Write("\n\n"u8);
    }

    /// <summary>A piece of a call's arguments.</summary>
    public static void CallDelta(int index, JsonText piece, IBufferWriter<byte> output)
    {
        output.Write("event: tool-call-delta\ndata: {\"type\":\"tool-call-delta\",\"index\":"u8);
        WriteNumber(index, output);
        output.Write(",\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":"u8);
        piece.WriteToken(output);
        output.Write("}}}}}\n\n"u8);
    }

    /// <summary>A source of the text, and that it is whole.</summary>
    public void Citation(int index, Citation citation, int? content, IBufferWriter<byte> output)
    {
        output.Write("event: citation-start\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            OpenMessage(json, "citation-start", index);
            json.WritePropertyName("citations"u8);
            CitationFields.Write(json, citation, content);
            CloseMessage(json);
        }
        output.Write("\n\n"u8);
        End("citation-end"u8, index, output);
    }

    /// <summary>Something with an index ends.</summary>
    public static void End(ReadOnlySpan<byte> type, int index, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        output.Write(type);
        output.Write("\ndata: {\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"index\":"u8);
        WriteNumber(index, output);
        output.Write("}\n\n"u8);
    }

    /// <summary>What the model saw.</summary>
    public void Debug(RawJson prompt, IBufferWriter<byte> output)
    {
        output.Write("event: debug\ndata: {\"type\":\"debug\",\"prompt\":"u8);
        _oneLine.Over(output).Write(prompt.Utf8.Span);
        output.Write("}\n\n"u8);
    }

    /// <summary>The answer ends.</summary>
    public void MessageEnd(string finish, Usage usage, LateExtras late, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        output.Write("event: message-end\ndata: "u8);
        using (var json = new Utf8JsonWriter(_oneLine.Over(output), JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message-end"u8);
            json.WriteStartObject("delta"u8);
            json.WriteString("finish_reason"u8, finish);
            UsageWriter.Write(json, usage, asked, log);
            late.Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    private static void OpenMessage(Utf8JsonWriter json, string type, int index)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("delta"u8);
        json.WriteStartObject("message"u8);
    }

    private static void CloseMessage(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOwn(Utf8JsonWriter json, Extras? extras)
    {
        if (extras is not { Dialect: Names.Dialect })
            return;
        foreach (var (name, value) in extras.Members)
            OwnExtras.WriteMember(json, name, value);
    }

    private static void WriteNumber(int value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(11), out var written);
        output.Advance(written);
    }
}
