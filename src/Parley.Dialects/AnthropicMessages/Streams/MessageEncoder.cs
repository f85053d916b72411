using System.Buffers;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Writes a streamed reply. Whatever order the events come in, blocks are written one after the other: pieces of a part that cannot be written yet, because a call still waits for
/// arguments, are held back.
/// </summary>
internal sealed class MessageEncoder : IChatEncoder
{
    private readonly EnvelopeWriter _envelope;
    private readonly OpenBlock _block;
    private readonly ConversionLog _log;
    private readonly HeldEvents _held = new();
    private readonly List<Citation> _citations = [];
    private readonly TextSpans _spans = new();
    private bool _hasRefusal;
    private bool _closed;
    private bool _lostChoices;

    public MessageEncoder(StreamOptions asked, ConversionLog log)
    {
        var events = new EventWriter();
        _log = log;
        _block = new OpenBlock(events);
        _envelope = new EnvelopeWriter(events, asked, log);
    }

    public string ContentType => Names.ServerSentEvents;

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        if (chatEvent.Choice != 0 && chatEvent.Kind is not (ChatEventKind.Usage or ChatEventKind.Fault or ChatEventKind.End))
        {
            DropChoice(chatEvent.Choice);
            return;
        }
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start: _envelope.Take((ReplyStart)chatEvent.Detail!); break;
            case ChatEventKind.Usage: _envelope.Take((Usage)chatEvent.Detail!); break;
            case ChatEventKind.Extras: _envelope.Take((Extras)chatEvent.Detail!); break;
            case ChatEventKind.MessageExtras or ChatEventKind.ReplyExtras: ((Extras)chatEvent.Detail!).Record(_log, chatEvent.Kind == ChatEventKind.ReplyExtras ? "" : "choices[0].delta"); break;
            case ChatEventKind.Finish: Finish((Finish)chatEvent.Detail!, output); break;
            case ChatEventKind.End: End(output); break;
            case ChatEventKind.Fault: WriteFault((Fault)chatEvent.Detail!, output); break;
            case ChatEventKind.Logprobs: _log.Dropped("choices[0].logprobs"); break;
            case ChatEventKind.Media: _log.DroppedContent("choices[0].delta", "media"); break;
            default: EncodeOrHold(chatEvent, output); break;
        }
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        End(output);
        _envelope.WriteStop(output);
        _closed = true;
    }

    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        _closed = true;
        output.Write("event: error\ndata: "u8);
        FaultWriter.WriteEnvelope(fault, Faults.Write(fault).Type, output);
        output.Write("\n\n"u8);
    }

    /// <summary>
    /// Anthropic's own SDKs pass over <c>ping</c> at any time, but a stream begins with <c>message_start</c>; before it a comment keeps the connection, which every SSE reader ignores.
    /// </summary>
    public void WriteKeepAlive(IBufferWriter<byte> output)
    {
        if (!_closed)
            output.Write(_envelope.HasStarted ? "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8 : ": keepalive\n\n"u8);
    }

    private void EncodeOrHold(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_block.IsAwaiting && !(chatEvent.Part == _block.Part && chatEvent.Kind is ChatEventKind.ToolCallArguments or ChatEventKind.Signature))
        {
            _held.Add(chatEvent);
            return;
        }
        EncodePart(chatEvent, output);
        if (!_held.IsEmpty && !_block.IsAwaiting)
            Release(output);
    }

    private void EncodePart(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal: Text(chatEvent, output); break;
            case ChatEventKind.Reasoning: Thought(chatEvent, output); break;
            case ChatEventKind.Signature: Signature(chatEvent, output); break;
            case ChatEventKind.RedactedReasoning: Redacted(chatEvent, output); break;
            case ChatEventKind.ToolCallStart:
                _envelope.WriteStart(output);
                _block.OpenCall(chatEvent.Part, (ToolCallStart)chatEvent.Detail!, _log, output);
                break;
            case ChatEventKind.ToolCallArguments: Arguments(chatEvent, output); break;
            case ChatEventKind.Citation: Cite(chatEvent, output); break;
            case ChatEventKind.Opaque: Opaque((OpaquePart)chatEvent.Detail!, output); break;
        }
    }

    private void Text(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Text.IsEmpty)
            return;
        if (!_block.Is(BlockForm.Text, chatEvent.Part))
        {
            _envelope.WriteStart(output);
            _block.Open(BlockForm.Text, chatEvent.Part, output);
            foreach (var citation in _citations)
                _block.AppendCitation(citation, output);
            _citations.Clear();
        }
        _hasRefusal |= chatEvent.Kind == ChatEventKind.Refusal;
        _block.Append(chatEvent.Text, output);
        _spans.Add(chatEvent.Part, chatEvent.Text);
    }

    private void Thought(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Text.IsEmpty)
            return;
        OpenThought(chatEvent.Part, output);
        _block.Append(chatEvent.Text, output);
    }

    /// <summary>A thought may be withheld and still be signed: then the signature is all there is of it, and must arrive.</summary>
    private void Signature(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Detail is not Names.Dialect)
        {
            _log.Dropped("choices[0].delta.signature", chatEvent.Detail as string);
            return;
        }
        OpenThought(chatEvent.Part, output);
        _block.Sign(chatEvent.Text);
    }

    private void Redacted(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if ((chatEvent.Detail as string ?? _envelope.Dialect) != Names.Dialect)
        {
            _log.Dropped("choices[0].delta.reasoning");
            return;
        }
        _envelope.WriteStart(output);
        _block.WriteWhole(output, WholeBlock.OfRedacted(chatEvent.Text));
    }

    private void OpenThought(int part, IBufferWriter<byte> output)
    {
        if (_block.Is(BlockForm.Thinking, part))
            return;
        _envelope.WriteStart(output);
        _block.Open(BlockForm.Thinking, part, output);
    }

    private void Arguments(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_block.Is(BlockForm.ToolUse, chatEvent.Part))
            _block.AppendArguments(chatEvent.Text, output);
        else if (!string.IsNullOrWhiteSpace(chatEvent.Text.ToString()))
            _log.DroppedContent("choices[0].delta.tool_calls.arguments");
    }

    private void Cite(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var citation = (Citation)chatEvent.Detail!;
        if (!CitationFields.CanWrite(citation))
        {
            _log.Dropped("choices[0].delta.annotations");
            return;
        }
        CitationFields.RecordSpan(citation, _spans.LengthOf(chatEvent.Part), _log, "choices[0].delta.annotations");
        if (_block.Form == BlockForm.Text && (citation.Dialect != Names.Dialect || _block.Part == chatEvent.Part))
            _block.AppendCitation(citation, output);
        else
            _citations.Add(citation with { CitedText = citation.CitedText.Detach(), Native = citation.Native.Detach() });
    }

    private void Opaque(OpaquePart part, IBufferWriter<byte> output)
    {
        if (part.Dialect != Names.Dialect)
        {
            _log.DroppedContent("choices[0].delta", part.Type);
            return;
        }
        _envelope.WriteStart(output);
        _block.WriteWhole(output, WholeBlock.Of(part));
    }

    private void Finish(Finish finish, IBufferWriter<byte> output)
    {
        CloseBlocks(output);
        // At a limit the dialect's own streams end so; elsewhere pieces were sent that a whole reply would have wrapped.
        if (_block.HasCutCall && finish.Reason is not (FinishReason.Length or FinishReason.ContextWindow))
            _log.Dropped("choices[0].delta.tool_calls.arguments");
        _envelope.Take(finish);
    }

    private void End(IBufferWriter<byte> output)
    {
        CloseBlocks(output);
        _envelope.WriteDelta(new ReplyTraits(_block.HasToolCall, _block.HasCutCall, _hasRefusal), output);
    }

    private void CloseBlocks(IBufferWriter<byte> output)
    {
        _block.Close(output);
        while (!_held.IsEmpty)
        {
            ReleaseOnePart(output);
            _block.Close(output);
        }
        foreach (var citation in _citations)
            _log.Dropped("choices[0].delta.annotations", citation.Url);
        _citations.Clear();
    }

    private void Release(IBufferWriter<byte> output)
    {
        while (!_held.IsEmpty && !_block.IsAwaiting)
            ReleaseOnePart(output);
    }

    private void ReleaseOnePart(IBufferWriter<byte> output)
    {
        foreach (var chatEvent in _held.TakeFirstPart())
            EncodePart(chatEvent, output);
    }

    private void DropChoice(int choice)
    {
        if (!_lostChoices)
            _log.DroppedContent($"choices[{choice}]");
        _lostChoices = true;
    }
}
