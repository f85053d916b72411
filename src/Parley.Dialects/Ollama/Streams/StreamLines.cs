using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>
/// Writes single lines. What all lines of text have in common is made once for each stream; the rest goes through a scratch buffer and is brought onto one line:
/// JSON from elsewhere may hold line breaks between its tokens.
/// </summary>
internal sealed class StreamLines(StreamOptions asked, ConversionLog log, OllamaRoute route)
{
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private ReplyStart _start = new();
    private byte[]? _textHead;
    private byte[]? _thinkingHead;
    private Extras? _held;
    private int _calls;

    /// <summary>What is known of the answer; before the first line.</summary>
    public void Begin(ReplyStart start)
    {
        _start = start with { Extras = start.Extras?.Detach() };
        _textHead = _thinkingHead = null;
        if (start.Extras is { } extras && extras.Dialect != DialectNames.Ollama)
            extras.Record(log, "");
        if (start.ServiceTier is not null)
            log.Dropped("service_tier", start.ServiceTier);
    }

    /// <summary>Keeps members of Ollama's own for the next line; others are recorded.</summary>
    public void Hold(Extras extras)
    {
        if (extras.Dialect != DialectNames.Ollama)
        {
            extras.Record(log, "choices[0]");
            return;
        }
        _held ??= new Extras(DialectNames.Ollama);
        foreach (var (name, value) in extras.Members)
            _held.Add(name, value.Detach());
    }

    /// <summary>A line of text.</summary>
    public void WriteText(JsonText text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
            return;
        if (_held is null)
            WritePiece(_textHead ??= Head(isThought: false), text, output);
        else
            WriteLine(output, static _ => { }, text: text);
    }

    /// <summary>A line of a thought.</summary>
    public void WriteThinking(JsonText text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
            return;
        if (_held is null)
            WritePiece(_thinkingHead ??= Head(isThought: true), text, output);
        else
            WriteHeldThinking(text, output);
    }

    /// <summary>The line with tool calls.</summary>
    public void WriteCalls(List<ToolCallPart> calls, IBufferWriter<byte> output) => WriteLine(output, writer =>
    {
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            CallWriter.Write(writer, call, call.Id, _calls, log, $"choices[0].tool_calls[{_calls}]");
            _calls++;
        }
        writer.WriteEndArray();
    });

    /// <summary>A line with an image.</summary>
    public void WriteImage(JsonText base64, IBufferWriter<byte> output) => WriteLine(output, writer =>
    {
        writer.WriteStartArray("images"u8);
        base64.WriteValue(writer);
        writer.WriteEndArray();
    });

    /// <summary>A line with the log probabilities of the text before.</summary>
    public void WriteLogprobs(RawJson logprobs, IBufferWriter<byte> output)
    {
        if (LineParts.ListOf(logprobs) is { IsAbsent: false } list)
            WriteLine(output, static _ => { }, writer => list.WriteMember(writer, "logprobs"u8));
    }

    /// <summary>The last line.</summary>
    public void WriteLast(Finish finish, Usage usage, IBufferWriter<byte> output)
    {
        using (var writer = Open())
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, Model);
            ClosingWriter.WriteCreatedAt(writer, usage, _start.Created, asked);
            PlacedExtras.WriteOutside(_start.Extras, writer, OllamaNames.MessagePrefix, _held);
            WriteMessage(writer, static _ => { }, default);
            ClosingWriter.Write(writer, FinishWords.Write(finish, _calls > 0, log), usage, asked, log);
            WriteHeld(writer);
            writer.WriteEndObject();
        }
        Flush(output);
    }

    /// <summary>The error line.</summary>
    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        using (var writer = Open())
            Faults.WriteObject(fault, writer);
        Flush(output);
    }

    private string Model => _start.Model ?? asked.Model ?? "";

    /// <summary>Apart, because its closure would be made on every call of the method that it stands in.</summary>
    private void WriteHeldThinking(JsonText text, IBufferWriter<byte> output) => WriteLine(output, writer => text.WriteMember(writer, "thinking"u8));

    private void WritePiece(byte[] head, JsonText text, IBufferWriter<byte> output)
    {
        output.Write(head);
        text.WriteEscaped(output);
        output.Write(route == OllamaRoute.Chat ? "\"},\"done\":false}\n"u8 : "\",\"done\":false}\n"u8);
    }

    /// <summary>A line up to the place of its text. Members that the first line had beside those known are on every line.</summary>
    private byte[] Head(bool isThought)
    {
        using (var writer = Open())
        {
            WriteCommon(writer);
            if (route == OllamaRoute.Chat)
                BeginMessage(writer);
        }
        _scratch.Write(route == OllamaRoute.Chat ? ",\"content\":\""u8 : ",\"response\":\""u8);
        if (isThought)
            _scratch.Write("\",\"thinking\":\""u8);
        var head = _scratch.WrittenSpan.ToArray();
        OntoOneLine(head);
        return head;
    }

    private void WriteLine(IBufferWriter<byte> output, Action<Utf8JsonWriter> writeMembers, Action<Utf8JsonWriter>? writeTop = null, JsonText text = default)
    {
        using (var writer = Open())
        {
            WriteCommon(writer);
            WriteMessage(writer, writeMembers, text);
            writeTop?.Invoke(writer);
            writer.WriteBoolean("done"u8, false);
            WriteHeld(writer);
            writer.WriteEndObject();
        }
        Flush(output);
    }

    private void WriteCommon(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, Model);
        writer.WriteString("created_at"u8, Timestamp.Write(_start.Created ?? asked.Created));
        PlacedExtras.WriteOutside(_start.Extras, writer, OllamaNames.MessagePrefix, _held);
    }

    private void WriteMessage(Utf8JsonWriter writer, Action<Utf8JsonWriter> writeMembers, JsonText text)
    {
        if (route == OllamaRoute.Generate)
        {
            text.WriteMember(writer, "response"u8);
            writeMembers(writer);
            PlacedExtras.RecordInside(_held, OllamaNames.MessagePrefix, log);
            return;
        }
        BeginMessage(writer);
        text.WriteMember(writer, "content"u8);
        writeMembers(writer);
        PlacedExtras.WriteInside(_held, writer, OllamaNames.MessagePrefix);
        writer.WriteEndObject();
    }

    private void BeginMessage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        PlacedExtras.WriteInside(_start.Extras, writer, OllamaNames.MessagePrefix, _held);
    }

    private void WriteHeld(Utf8JsonWriter writer)
    {
        PlacedExtras.WriteOutside(_held, writer, OllamaNames.MessagePrefix, log, "");
        _held = null;
    }

    private Utf8JsonWriter Open()
    {
        _scratch.ResetWrittenCount();
        return new Utf8JsonWriter(_scratch, JsonWire.WriterOptions);
    }

    private void Flush(IBufferWriter<byte> output)
    {
        var length = _scratch.WrittenCount;
        var line = output.GetSpan(length + 1);
        _scratch.WrittenSpan.CopyTo(line);
        OntoOneLine(line[..length]);
        line[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>A line break inside a string is escaped, so that every raw one is white space.</summary>
    private static void OntoOneLine(Span<byte> json)
    {
        json.Replace((byte)'\n', (byte)' ');
        json.Replace((byte)'\r', (byte)' ');
    }
}
