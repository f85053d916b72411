using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>The kinds of blocks that are written in pieces and begin without a start.</summary>
internal enum BlockForm : byte
{
    None,
    Text,
    Reasoning,
}

/// <summary>
/// Writes the blocks, numbered without gaps, each closed as soon as it is whole. Only calls whose pieces interleave stay open beside each other; their number tells them apart.
/// </summary>
internal sealed class BlockSequence(BlockEventWriter events)
{
    private readonly List<OpenCall> _calls = [];
    private BlockForm _form;
    private int _part = -1;
    private int _index = -1;

    /// <summary>True when a call of a client's tool was written.</summary>
    public bool HasToolCall { get; private set; }

    /// <summary>True when a call's arguments ended before they were whole.</summary>
    public bool HasCutCall { get; private set; }

    /// <summary>Writes a piece of text.</summary>
    public void AppendText(int part, JsonText piece, IBufferWriter<byte> output)
    {
        Open(BlockForm.Text, part, output);
        events.WritePiece(_index, "{\"text\":\""u8, piece, "\"}"u8, output);
    }

    /// <summary>Writes a piece of a thought, its signature, or its encrypted form.</summary>
    /// <param name="part">The part.</param>
    /// <param name="member"><c>text</c>, <c>signature</c> or <c>redactedContent</c>.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="output">Takes the message.</param>
    public void AppendReasoning(int part, ReadOnlySpan<byte> member, JsonText piece, IBufferWriter<byte> output)
    {
        Open(BlockForm.Reasoning, part, output);
        if (member.SequenceEqual("text"u8))
        {
            events.WritePiece(_index, "{\"reasoningContent\":{\"text\":\""u8, piece, "\"}}"u8, output);
            return;
        }
        var json = events.BeginBlock(_index, "delta"u8);
        json.WriteStartObject("reasoningContent"u8);
        piece.WriteMember(json, member);
        json.WriteEndObject();
        events.EndBlock(json, "contentBlockDelta"u8, output);
    }

    /// <summary>Writes a citation into the text of its part.</summary>
    public void AppendCitation(int part, Citation citation, IBufferWriter<byte> output)
    {
        if (_form != BlockForm.Text || citation.Dialect == Names.Dialect)
            Open(BlockForm.Text, part, output);
        var json = events.BeginBlock(_index, "delta"u8);
        json.WritePropertyName("citation"u8);
        CitationFields.Write(json, citation);
        events.EndBlock(json, "contentBlockDelta"u8, output);
    }

    /// <summary>Opens a call.</summary>
    public void OpenCall(int part, ToolCallStart call, ConversionLog log, IBufferWriter<byte> output)
    {
        CloseText(output);
        CloseWholeCalls(output);
        var json = events.BeginBlock(++_index, "start"u8);
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, ToolCallIds.Map(call.Id, ToolCallIdRule.Word64));
        json.WriteString("name"u8, call.Name);
        if (call.Extras is { Dialect: Names.Dialect } own && own.Spelling("type") is { IsAbsent: false } type)
            type.WriteMember(json, "type"u8);
        call.Extras.Write(json, Names.Dialect, log, "choices[0].delta.tool_calls");
        json.WriteEndObject();
        events.EndBlock(json, "contentBlockStart"u8, output);
        _calls.Add(new OpenCall(_index, part, call.IsCustom, events));
        HasToolCall = true;
    }

    /// <summary>Writes a piece of a call's arguments; false when its block is not open.</summary>
    public bool TryAppendArguments(int part, JsonText piece, IBufferWriter<byte> output)
    {
        var call = _calls.FindLast(open => open.Part == part);
        call?.Append(piece, output);
        return call is not null;
    }

    /// <summary>Writes a block that comes as a whole: the value's members are the start, its input, content or source the delta.</summary>
    public void WriteWhole(string name, RawJson value, IBufferWriter<byte> output)
    {
        CloseText(output);
        CloseWholeCalls(output);
        RawJson late = default;
        ReadOnlySpan<byte> lateName = name switch { "toolUse" => "input"u8, "toolResult" => "content"u8, _ => "source"u8 };
        var json = events.BeginBlock(++_index, "start"u8);
        json.WriteStartObject(name);
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var member, out var inner))
        {
            if (member.SequenceEqual(lateName))
                late = inner;
            else
                inner.WriteMember(json, member);
        }
        json.WriteEndObject();
        events.EndBlock(json, "contentBlockStart"u8, output);
        if (!late.IsAbsent)
            WriteLate(name, lateName, late, output);
        events.WriteStop(_index, output);
    }

    /// <summary>Closes all blocks.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        CloseText(output);
        foreach (var call in _calls)
            Close(call, output);
        _calls.Clear();
    }

    private void WriteLate(string name, ReadOnlySpan<byte> member, RawJson late, IBufferWriter<byte> output)
    {
        var json = events.BeginBlock(_index, "delta"u8);
        if (name == "toolResult")
        {
            late.WriteMember(json, "toolResult"u8);
        }
        else
        {
            json.WriteStartObject(name);
            if (name == "toolUse")
                json.WriteString(member, late.Utf8.Span);
            else
                late.WriteMember(json, member);
            json.WriteEndObject();
        }
        events.EndBlock(json, "contentBlockDelta"u8, output);
    }

    private void Open(BlockForm form, int part, IBufferWriter<byte> output)
    {
        if (_form == form && _part == part)
            return;
        CloseText(output);
        CloseWholeCalls(output);
        _form = form;
        _part = part;
        _index++;
    }

    private void CloseText(IBufferWriter<byte> output)
    {
        if (_form != BlockForm.None)
            events.WriteStop(_index, output);
        _form = BlockForm.None;
    }

    private void CloseWholeCalls(IBufferWriter<byte> output)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (!_calls[i].IsWhole)
                continue;
            Close(_calls[i], output);
            _calls.RemoveAt(i);
        }
    }

    private void Close(OpenCall call, IBufferWriter<byte> output)
    {
        HasCutCall |= call.IsCut;
        call.Close(output);
    }
}
