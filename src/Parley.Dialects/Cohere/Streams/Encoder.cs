using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes one streamed reply for a caller: contents and calls one behind the other, finish and usage held back for <c>message-end</c>.</summary>
internal sealed class Encoder : IChatEncoder
{
    private readonly StreamOptions _asked;
    private readonly ConversionLog _log;
    private readonly EventWriter _events = new();
    private readonly OpenContent _content;
    private readonly OpenCall _call = new();
    private readonly LateExtras _late;
    private List<ChatEvent> _held = [];
    private Finish _finish = new(FinishReason.Unknown);
    private Usage _usage = Usage.Unknown;
    private int _plan = -1;
    private bool _hasStarted;
    private bool _isClosed;

    public Encoder(StreamOptions asked, ConversionLog log)
    {
        (_asked, _log) = (asked, log);
        _content = new OpenContent(_events);
        _late = new LateExtras(log);
    }

    public string ContentType => "text/event-stream; charset=utf-8";

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Choice > 0)
        {
            _log.DroppedContent($"choices[{chatEvent.Choice}]");
            return;
        }
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start: Start((ReplyStart)chatEvent.Detail!, output); break;
            case ChatEventKind.Finish: Keep((Finish)chatEvent.Detail!); break;
            case ChatEventKind.Usage: Keep((Usage)chatEvent.Detail!); break;
            case ChatEventKind.ReplyExtras: KeepOrShow((Extras)chatEvent.Detail!, output); break;
            case ChatEventKind.MessageExtras: _late.AddOfMessage((Extras)chatEvent.Detail!); break;
            case ChatEventKind.Extras: _late.Add((Extras)chatEvent.Detail!); break;
            case ChatEventKind.Fault: WriteFault((Fault)chatEvent.Detail!, output); break;
            case ChatEventKind.End: End(output); break;
            default: EncodeOrHold(chatEvent, output); break;
        }
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        End(output);
        output.Write("data: [DONE]\n\n"u8);
    }

    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _content.Close(output);
        FaultWriter.WriteEvent(fault, output);
    }

    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keepalive\n\n"u8);

    private void Start(ReplyStart start, IBufferWriter<byte> output)
    {
        if (start.ServiceTier is { } tier)
            _log.Dropped("service_tier", tier);
        if (start.Extras is { Dialect: not Names.Dialect } foreign)
            foreign.Record(_log, "");
        if (!_hasStarted)
            _events.MessageStart(ReplyWriter.IdOf(start.Id, _asked), start.Extras, output);
        _hasStarted = true;
    }

    /// <summary>What is held back outlives the frame that it was read from.</summary>
    private void Keep(Finish finish) => _finish = finish with { StopSequence = finish.StopSequence?.Detach() };

    private void Keep(Usage usage) => _usage = usage with { Extras = usage.Extras?.Detach() };

    private void KeepOrShow(Extras extras, IBufferWriter<byte> output)
    {
        if (extras is { Dialect: Names.Dialect, Members: [{ Key: "prompt" } prompt] })
            _events.Debug(prompt.Value, output);
        else
            _late.Add(extras);
    }

    private void EncodeOrHold(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_call.IsAwaiting && !(chatEvent.Part == _call.Part && chatEvent.Kind is ChatEventKind.ToolCallArguments or ChatEventKind.Signature))
        {
            _held.Add(chatEvent.Detach());
            return;
        }
        EncodePart(chatEvent, output);
        if (_held.Count > 0 && !_call.IsAwaiting)
            Release(output);
    }

    /// <summary>The events that waited, those of one part after the other; what has to wait again does so behind them.</summary>
    private void Release(IBufferWriter<byte> output)
    {
        while (_held.Count > 0 && !_call.IsAwaiting)
        {
            var part = _held[0].Part;
            var ready = _held.FindAll(held => held.Part == part);
            _held = _held.FindAll(held => held.Part != part);
            foreach (var chatEvent in ready)
                EncodePart(chatEvent, output);
        }
    }

    private void EncodePart(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal: WriteText(chatEvent, output); break;
            case ChatEventKind.Reasoning: WriteThought(chatEvent, output); break;
            case ChatEventKind.ToolCallStart: OpenCall(chatEvent.Part, (ToolCallStart)chatEvent.Detail!, output); break;
            case ChatEventKind.ToolCallArguments: WriteArguments(chatEvent, output); break;
            case ChatEventKind.Citation: Cite(chatEvent.Part, (Citation)chatEvent.Detail!, output); break;
            case ChatEventKind.Logprobs: WriteLogprobs((RawJson)chatEvent.Detail!, output); break;
            case ChatEventKind.Opaque when chatEvent.Detail is OpaquePart { Dialect: Names.Dialect } own: WriteOpaque(own, output); break;
            case ChatEventKind.Signature: _log.Dropped("choices[0].message.signature"); break;
            case ChatEventKind.RedactedReasoning: _log.Dropped("choices[0].message", "redacted reasoning"); break;
            default: _log.DroppedContent("choices[0].message", chatEvent.Detail is Part part ? PartWriter.NameOf(part) : chatEvent.Kind.ToString()); break;
        }
    }

    private void WriteText(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var extras = chatEvent.Detail as Extras;
        if (chatEvent.Text.IsEmpty && extras is not { Dialect: Names.Dialect, Members.Count: > 0 })
            return;
        if (!_content.Is(chatEvent.Part, isThought: false))
            OpenContent(chatEvent.Part, isThought: false, extras, output);
        if (!chatEvent.Text.IsEmpty)
            _content.Append(chatEvent.Text, output);
    }

    private void WriteThought(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_plan < 0 && !(chatEvent.Detail as Extras).Spelled(Spelling.Plan).IsAbsent)
            _plan = chatEvent.Part;
        if (chatEvent.Text.IsEmpty)
            return;
        if (chatEvent.Part == _plan)
        {
            BeginPart(output);
            EventWriter.PlanDelta(chatEvent.Text, output);
            return;
        }
        if (!_content.Is(chatEvent.Part, isThought: true))
            OpenContent(chatEvent.Part, isThought: true, null, output);
        _content.Append(chatEvent.Text, output);
    }

    private void OpenContent(int part, bool isThought, Extras? extras, IBufferWriter<byte> output)
    {
        BeginPart(output);
        if (extras is { Dialect: not Names.Dialect })
            extras.Record(_log, "choices[0].message.content");
        _content.Open(part, isThought, extras, output);
    }

    private void OpenCall(int part, ToolCallStart call, IBufferWriter<byte> output)
    {
        BeginPart(output);
        _call.Open(part, call, _events, _log, output);
    }

    private void WriteArguments(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_call.IsOpen && _call.Part == chatEvent.Part)
            _call.Append(chatEvent.Text, output);
        else if (!chatEvent.Text.IsBlank)
            _log.DroppedContent("choices[0].message.tool_calls.arguments");
    }

    private void Cite(int part, Citation citation, IBufferWriter<byte> output)
    {
        if (!CitationFields.IsWritten(citation))
            return;
        EnsureStarted(output);
        _content.Cite(part, citation, output);
    }

    private void WriteLogprobs(RawJson logprobs, IBufferWriter<byte> output)
    {
        foreach (var token in Logprobs.TokensOf(logprobs))
        {
            if (!_content.IsText)
                OpenContent(0, isThought: false, null, output);
            _content.AppendLogprob(token, output);
        }
    }

    private void WriteOpaque(OpaquePart part, IBufferWriter<byte> output)
    {
        BeginPart(output);
        _content.WriteWhole(part.Json, output);
    }

    /// <summary>Ends what is open, so that something else can begin.</summary>
    private void BeginPart(IBufferWriter<byte> output)
    {
        EnsureStarted(output);
        _content.Close(output);
        _call.Close(output);
    }

    private void EnsureStarted(IBufferWriter<byte> output)
    {
        if (!_hasStarted)
            Start(new ReplyStart(), output);
    }

    private void End(IBufferWriter<byte> output)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        BeginPart(output);
        while (_held.Count > 0)
        {
            Release(output);
            BeginPart(output);
        }
        _content.CiteRest(output);
        _events.MessageEnd(FinishWords.Write(_finish, _call.Count > 0, _log), _usage, _late, _asked, _log, output);
    }
}
