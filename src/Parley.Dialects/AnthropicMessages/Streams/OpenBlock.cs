using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The kinds of blocks that are written in pieces.</summary>
internal enum BlockForm : byte
{
    None,
    Text,
    Thinking,
    ToolUse,
}

/// <summary>
/// The one content block that is open on the wire. Blocks never overlap and are numbered without gaps, whatever the numbers of the parts are.
/// A piece of text costs three copies into the output and nothing else.
/// </summary>
internal sealed class OpenBlock(EventWriter events)
{
    private readonly ArrayBufferWriter<byte> _prefix = new(160);
    private readonly CallArguments _arguments = new();
    private JsonText _signature;
    private bool _hasDelta;
    private int _index = -1;

    /// <summary>What is open.</summary>
    public BlockForm Form { get; private set; }

    /// <summary>The part that it belongs to.</summary>
    public int Part { get; private set; }

    /// <summary>True when a call of a client tool was written.</summary>
    public bool HasToolCall { get; private set; }

    /// <summary>True when a call's arguments ended before they were whole.</summary>
    public bool HasCutCall { get; private set; }

    /// <summary>True while the block waits for more of its arguments: it must not be closed for another part.</summary>
    public bool IsAwaiting => Form == BlockForm.ToolUse && !_arguments.IsClosed;

    /// <summary>True when the block of the part and form is open.</summary>
    public bool Is(BlockForm form, int part) => Form == form && Part == part;

    /// <summary>Opens a block of text or of a thought.</summary>
    public void Open(BlockForm form, int part, IBufferWriter<byte> output)
    {
        Close(output);
        var json = BeginStart(form, part);
        if (form == BlockForm.Text)
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, ""u8);
        }
        else
        {
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, ""u8);
            json.WriteString("signature"u8, ""u8);
        }
        EndStart(json, output);
        SetPrefix(form == BlockForm.Text ? "{\"type\":\"text_delta\",\"text\":\""u8 : "{\"type\":\"thinking_delta\",\"thinking\":\""u8);
    }

    /// <summary>Opens a call.</summary>
    public void OpenCall(int part, ToolCallStart call, ConversionLog log, IBufferWriter<byte> output)
    {
        Close(output);
        var json = BeginStart(BlockForm.ToolUse, part);
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, ToolCallIds.Map(call.Id, ToolCallIdRule.Word64));
        json.WriteString("name"u8, call.Name);
        json.WriteStartObject("input"u8);
        json.WriteEndObject();
        call.Extras.Write(json, Names.Dialect, log, "choices[0].delta.tool_calls");
        EndStart(json, output);
        SetPrefix("{\"type\":\"input_json_delta\",\"partial_json\":\""u8);
        _arguments.Begin(call.IsCustom);
        HasToolCall = true;
    }

    /// <summary>Writes a block that comes in one piece.</summary>
    public void WriteWhole(IBufferWriter<byte> output, WholeBlock block)
    {
        Close(output);
        var json = BeginStart(BlockForm.None, -1);
        block.WriteStartMembers(json);
        EndStart(json, output);
        if (block.HasDelta)
        {
            json = BeginDelta();
            block.WriteDelta(json);
            EndDelta(json, output);
        }
        WriteStop(output);
    }

    /// <summary>Writes a piece of the open text or thought.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output)
    {
        _hasDelta = true;
        output.Write(_prefix.WrittenSpan);
        piece.WriteEscaped(output);
        output.Write("\"}}\n\n"u8);
    }

    /// <summary>Writes a piece of the open call's arguments; what does not begin as an object is held until the end, and then wrapped into one.</summary>
    public void AppendArguments(JsonText piece, IBufferWriter<byte> output)
    {
        if (piece.IsEmpty)
            return;
        if (!_arguments.Take(piece))
            return;
        if (_arguments.Held.IsEmpty)
            Append(piece, output);
        else
            AppendHeld(output);
    }

    /// <summary>Writes a citation into the open text.</summary>
    public void AppendCitation(Citation citation, IBufferWriter<byte> output)
    {
        var json = BeginDelta();
        json.WriteString("type"u8, "citations_delta"u8);
        json.WritePropertyName("citation"u8);
        CitationFields.Write(json, citation);
        EndDelta(json, output);
    }

    /// <summary>Keeps the open thought's signature for its end.</summary>
    public void Sign(JsonText signature) => _signature = signature.Detach();

    /// <summary>Closes the open block, if there is one.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (Form == BlockForm.None)
            return;
        if (Form == BlockForm.Thinking)
            CloseThought(output);
        else if (Form == BlockForm.ToolUse)
            CloseCall(output);
        WriteStop(output);
        Form = BlockForm.None;
    }

    /// <summary>Every thought ends in exactly one signature; the SDKs take an empty one for thoughts that nobody signed.</summary>
    private void CloseThought(IBufferWriter<byte> output)
    {
        var json = BeginDelta();
        json.WriteString("type"u8, "signature_delta"u8);
        _signature.WriteMember(json, "signature"u8);
        EndDelta(json, output);
        _signature = default;
    }

    private void CloseCall(IBufferWriter<byte> output)
    {
        HasCutCall |= _arguments.IsCut;
        if (!_hasDelta && _arguments.TryWrap())
            AppendHeld(output);
        else if (!_hasDelta)
            Append(default, output);
    }

    private void AppendHeld(IBufferWriter<byte> output)
    {
        _hasDelta = true;
        output.Write(_prefix.WrittenSpan);
        JsonWire.Escape(_arguments.Held, output);
        output.Write("\"}}\n\n"u8);
        _arguments.Release();
    }

    private Utf8JsonWriter BeginStart(BlockForm form, int part)
    {
        Form = form;
        Part = part;
        _index++;
        _hasDelta = false;
        _signature = default;
        var json = events.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, _index);
        json.WriteStartObject("content_block"u8);
        return json;
    }

    private void EndStart(Utf8JsonWriter json, IBufferWriter<byte> output) => EndNested(json, "content_block_start"u8, output);

    private Utf8JsonWriter BeginDelta()
    {
        _hasDelta = true;
        var json = events.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, _index);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json, IBufferWriter<byte> output) => EndNested(json, "content_block_delta"u8, output);

    private void EndNested(Utf8JsonWriter json, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        events.End(json, name, output);
    }

    private void WriteStop(IBufferWriter<byte> output)
    {
        var json = events.Begin("content_block_stop"u8);
        json.WriteNumber("index"u8, _index);
        events.End(json, "content_block_stop"u8, output);
    }

    /// <summary>Prepares what stands before the text of each delta of the block.</summary>
    private void SetPrefix(ReadOnlySpan<byte> delta)
    {
        _prefix.ResetWrittenCount();
        _prefix.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(_index, digits, out var count);
        _prefix.Write(digits[..count]);
        _prefix.Write(",\"delta\":"u8);
        _prefix.Write(delta);
    }
}
