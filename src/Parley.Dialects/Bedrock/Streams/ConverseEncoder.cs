using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes a streamed reply. The end of the message and the metadata are written at the very end, because usage and extras may come behind the finish.</summary>
internal sealed class ConverseEncoder : IChatEncoder
{
    private const string ResponseFields = "additionalModelResponseFields";

    private readonly StreamOptions _asked;
    private readonly ConversionLog _log;
    private readonly BlockEventWriter _events = new();
    private readonly BlockSequence _blocks;
    private Finish _finish = new(FinishReason.Unknown);
    private Usage _usage = Usage.Unknown;
    private Extras? _extras;
    private string _dialect = "";
    private bool _started;
    private bool _closed;

    public ConverseEncoder(StreamOptions asked, ConversionLog log)
    {
        _asked = asked;
        _log = log;
        _blocks = new BlockSequence(_events);
    }

    public string ContentType => Names.EventStream;

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        if (chatEvent.Choice != 0 && chatEvent.Kind is not (ChatEventKind.Usage or ChatEventKind.Fault or ChatEventKind.End))
        {
            _log.DroppedContent($"choices[{chatEvent.Choice}]");
            return;
        }
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start: Begin((ReplyStart)chatEvent.Detail!); break;
            case ChatEventKind.Usage: _usage = ((Usage)chatEvent.Detail!).Detach(); break;
            case ChatEventKind.ReplyExtras: Keep((Extras)chatEvent.Detail!, ""); break;
            case ChatEventKind.Extras: ((Extras)chatEvent.Detail!).Record(_log, "choices[0]"); break;
            case ChatEventKind.MessageExtras: ((Extras)chatEvent.Detail!).Record(_log, "choices[0].delta"); break;
            case ChatEventKind.Logprobs: _log.Dropped("choices[0].logprobs"); break;
            case ChatEventKind.Finish: Finish((Finish)chatEvent.Detail!, output); break;
            case ChatEventKind.Fault: WriteFault((Fault)chatEvent.Detail!, output); break;
            case ChatEventKind.End: break;
            default: EncodePart(chatEvent, output); break;
        }
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        WriteStart(output);
        _blocks.Close(output);
        WriteStop(output);
        WriteMetadata(output);
        _closed = true;
    }

    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        if (_closed)
            return;
        _closed = true;
        var payload = new ArrayBufferWriter<byte>();
        FaultWriter.WriteBody(fault, payload);
        _events.WriteException(FaultTable.ExceptionOf(fault), payload.WrittenSpan, output);
    }

    /// <summary>AWS's clients pass over events that they do not know.</summary>
    public void WriteKeepAlive(IBufferWriter<byte> output)
    {
        if (!_closed)
            _events.End(_events.Begin(), "ping"u8, output);
    }

    private void Begin(ReplyStart start)
    {
        _dialect = start.Dialect;
        if (start.Extras is not null)
            Keep(start.Extras, "");
    }

    private void Keep(Extras extras, string place)
    {
        if (extras.Dialect == Names.Dialect)
            _extras = _extras.Merge(extras);
        else
            extras.Record(_log, place);
    }

    private void EncodePart(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal when !chatEvent.Text.IsEmpty:
                WriteStart(output);
                _blocks.AppendText(chatEvent.Part, chatEvent.Text, output);
                break;
            case ChatEventKind.Reasoning when !chatEvent.Text.IsEmpty:
                WriteStart(output);
                _blocks.AppendReasoning(chatEvent.Part, "text"u8, chatEvent.Text, output);
                break;
            case ChatEventKind.Signature: EncodeSigned(chatEvent, "signature"u8, chatEvent.Detail as string ?? "", output); break;
            case ChatEventKind.RedactedReasoning: EncodeSigned(chatEvent, "redactedContent"u8, chatEvent.Detail as string ?? _dialect, output); break;
            case ChatEventKind.ToolCallStart:
                WriteStart(output);
                _blocks.OpenCall(chatEvent.Part, (ToolCallStart)chatEvent.Detail!, _log, output);
                break;
            case ChatEventKind.ToolCallArguments: EncodeArguments(chatEvent, output); break;
            case ChatEventKind.Citation: EncodeCitation(chatEvent, output); break;
            case ChatEventKind.Opaque: EncodeOpaque((OpaquePart)chatEvent.Detail!, output); break;
            case ChatEventKind.Media: EncodeMedia((MediaPart)chatEvent.Detail!, output); break;
        }
    }

    /// <summary>What only its signer can read is for nobody else.</summary>
    private void EncodeSigned(in ChatEvent chatEvent, ReadOnlySpan<byte> member, string signer, IBufferWriter<byte> output)
    {
        if (signer != Names.Dialect)
        {
            _log.Dropped(chatEvent.Kind == ChatEventKind.Signature ? "choices[0].delta.signature" : "choices[0].delta.reasoning", signer);
            return;
        }
        WriteStart(output);
        _blocks.AppendReasoning(chatEvent.Part, member, chatEvent.Text, output);
    }

    private void EncodeArguments(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (!_blocks.TryAppendArguments(chatEvent.Part, chatEvent.Text, output) && !chatEvent.Text.IsBlank)
            _log.DroppedContent("choices[0].delta.tool_calls.arguments");
    }

    private void EncodeCitation(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var citation = (Citation)chatEvent.Detail!;
        if (!CitationFields.CanWrite(citation))
        {
            _log.Dropped("choices[0].delta.annotations");
            return;
        }
        WriteStart(output);
        _blocks.AppendCitation(chatEvent.Part, citation, output);
    }

    private void EncodeOpaque(OpaquePart part, IBufferWriter<byte> output)
    {
        if (part.Dialect != Names.Dialect)
        {
            _log.DroppedContent("choices[0].delta", part.Type);
            return;
        }
        WriteStart(output);
        var members = new JsonMembers(part.Json.Utf8);
        if (members.Next(out var name, out var value) && value.Kind == JsonValueKind.Object)
            _blocks.WriteWhole(System.Text.Encoding.UTF8.GetString(name), value, output);
    }

    /// <summary>A medium is written as it stands in a whole reply, and streamed from that.</summary>
    private void EncodeMedia(MediaPart media, IBufferWriter<byte> output)
    {
        var isOwn = _dialect == Names.Dialect;
        if (!MediaWriter.CanWrite(media, isOwn))
        {
            _log.DroppedContent("choices[0].delta", "media");
            return;
        }
        var block = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(block, JsonWire.WriterOptions))
            BlockWriter.Write(media, new WriterScope(json, isOwn, _log), "choices[0].delta");
        EncodeOpaque(new OpaquePart(Names.Dialect, "", new RawJson(block.WrittenMemory)), output);
    }

    private void Finish(Finish finish, IBufferWriter<byte> output)
    {
        WriteStart(output);
        _blocks.Close(output);
        if (_finish.Reason == FinishReason.Unknown)
            _finish = finish.Detach();
    }

    private void WriteStart(IBufferWriter<byte> output)
    {
        if (_started)
            return;
        _started = true;
        var json = _events.Begin();
        json.WriteString("role"u8, "assistant"u8);
        _events.End(json, "messageStart"u8, output);
    }

    private void WriteStop(IBufferWriter<byte> output)
    {
        var json = _events.Begin();
        json.WriteString("stopReason"u8, FinishWords.Write(_finish, new ReplyTraits(_blocks.HasToolCall, _blocks.HasCutCall)));
        FinishWords.Record(_finish, _log);
        if (_extras?[ResponseFields] is { IsAbsent: false } fields)
            fields.WriteMember(json, "additionalModelResponseFields"u8);
        _events.End(json, "messageStop"u8, output);
    }

    private void WriteMetadata(IBufferWriter<byte> output)
    {
        var json = _events.Begin();
        UsageFields.Write(json, _usage, _asked, _log);
        ReplyWriter.WriteMetrics(json, _extras);
        foreach (var (name, value) in _extras?.Members ?? [])
        {
            if (name == ResponseFields)
                continue;
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
        _events.End(json, "metadata"u8, output);
    }
}
