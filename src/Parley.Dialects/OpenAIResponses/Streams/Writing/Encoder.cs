using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes one streamed reply for a caller: the response as it begins, its items as they come, and the whole response at the end.</summary>
internal sealed class Encoder : IChatEncoder
{
    private readonly EventWriter _events = new(new PooledBufferWriter());
    private readonly ConversionLog _log;
    private readonly ResponseWriter _response;
    private readonly ItemStream _stream;
    private readonly ItemEncoder _items;
    private ReplyStart _start = new();
    private Finish _finish = new(FinishReason.Unknown);
    private Usage _usage = Usage.Unknown;
    private bool _hasStarted;
    private bool _isFinished;

    public Encoder(StreamOptions asked, ConversionLog log)
    {
        _log = log;
        _response = new ResponseWriter(asked, log);
        _stream = new ItemStream(_events, log);
        _items = new ItemEncoder(_stream);
    }

    /// <inheritdoc/>
    public string ContentType => "text/event-stream; charset=utf-8";

    private bool IsOwn => _start.Dialect == Names.Dialect;

    /// <inheritdoc/>
    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        // A response is one answer: of several choices the first.
        if (chatEvent.Choice > 0)
        {
            _log.DroppedContent($"choices[{chatEvent.Choice}]");
            return;
        }
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start: Start((ReplyStart)chatEvent.Detail!, output); break;
            case ChatEventKind.Usage: _usage = ((Usage)chatEvent.Detail!).Detach(); break;
            case ChatEventKind.Finish: _finish = ((Finish)chatEvent.Detail!).Detach(); break;
            case ChatEventKind.Fault: WriteFault((Fault)chatEvent.Detail!, output); break;
            case ChatEventKind.End: Finish(output); break;
            case ChatEventKind.ReplyExtras: Keep((Extras)chatEvent.Detail!); break;
            case ChatEventKind.Extras or ChatEventKind.MessageExtras: (chatEvent.Detail as Extras).Record(_log, "choices[0]"); break;
            case ChatEventKind.RedactedReasoning: _log.Dropped("choices[0].message", "redacted reasoning"); break;
            default: EncodeContent(chatEvent, output); break;
        }
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        Finish(output);
        var ending = Ending.Of(_finish, _items.HasCalls);
        WriteResponse($"response.{ending.Status}", ending, null, output);
    }

    /// <summary>Coding agents look for <c>response.failed</c>, without which a stream only breaks off; OpenAI's own libraries raise an error on the event <c>error</c>, and read nothing behind it.</summary>
    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        // OpenAI's libraries take no other event first, and would tell of that instead.
        BeginUnlessBegun(output);
        WriteResponse("response.failed", new Ending("failed"), fault, output);
        var json = _events.Begin("error");
        FaultWriter.WriteEvent(json, fault);
        _events.End("error", output);
    }

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keepalive\n\n"u8);

    /// <inheritdoc/>
    public void Passed(ReadOnlySpan<byte> frames) => _events.GoOnBehind(frames);

    /// <summary>What is written behind copied events is the same response.</summary>
    public ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> frames)
    {
        _events.IsNumbered = false;
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        frames.CopyTo(reader.GetMemory(frames.Length));
        reader.Advance(frames.Length);
        var events = new List<ChatEvent>();
        var decoder = new Decoder(new SaidSoFar());
        while (events.Count == 0 && reader.TryRead(out var frame))
        {
            if (!frame.IsEmpty)
                decoder.Decode(frame with { Data = UnpairedSurrogates.ReplacedInNames(frame.Data) }, events);
        }
        _hasStarted = events.Count > 0;
        if (events.Count > 0 && events[0].Detail is ReplyStart start)
            _start = start with { Extras = start.Extras?.Detach() };
        return frames;
    }

    private void EncodeContent(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        BeginUnlessBegun(output);
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal: _items.Say(chatEvent, output); break;
            case ChatEventKind.Reasoning: _items.Think(chatEvent, output); break;
            case ChatEventKind.Signature: _items.Sign(chatEvent, output); break;
            case ChatEventKind.ToolCallStart: _items.StartCall(chatEvent, output); break;
            case ChatEventKind.ToolCallArguments: _items.AddArguments(chatEvent, output); break;
            case ChatEventKind.Citation when chatEvent.Detail is Citation citation: _items.Cite(chatEvent.Part, citation, output); break;
            case ChatEventKind.Logprobs when chatEvent.Detail is RawJson logprobs: _items.AddLogprobs(logprobs, output); break;
            case ChatEventKind.Media or ChatEventKind.Opaque when chatEvent.Detail is Part part: _items.Show(part, output); break;
        }
    }

    private void BeginUnlessBegun(IBufferWriter<byte> output)
    {
        if (!_hasStarted)
            Start(_start, output);
    }

    private void Start(ReplyStart start, IBufferWriter<byte> output)
    {
        if (_hasStarted)
        {
            _start = _start with { ServiceTier = start.ServiceTier ?? _start.ServiceTier };
            return;
        }
        _hasStarted = true;
        _start = start with { Extras = start.Extras?.Detach() };
        _stream.ReplyId = _response.IdOf(start.Id, IsOwn);
        if (!IsOwn)
            start.Extras.Record(_log, "");
        BeginResponse("response.created", new Ending("in_progress"), null);
        _events.EndTwice("response.created", "response.in_progress", output);
    }

    private void Keep(Extras extras)
    {
        if (extras.Dialect == Names.Dialect)
            _start = _start with { Extras = _start.Extras.Merge(extras) };
        else
            extras.Record(_log, "");
    }

    private void Finish(IBufferWriter<byte> output)
    {
        if (_isFinished)
            return;
        _isFinished = true;
        BeginUnlessBegun(output);
        Ending.RecordLoss(_finish, _log);
        _items.CloseAll(Ending.Of(_finish, _items.HasCalls).ItemStatus, output);
    }

    private void WriteResponse(string type, Ending ending, Fault? fault, IBufferWriter<byte> output)
    {
        BeginResponse(type, ending, fault);
        _events.End(type, output);
    }

    private void BeginResponse(string type, Ending ending, Fault? fault)
    {
        var isOver = ending.Status != "in_progress";
        var json = _events.Begin(type);
        json.WriteStartObject("response"u8);
        _response.WriteHead(json, _start, ending, fault);
        _items.WriteOutput(json, hasFailed: fault is not null);
        _response.WriteTail(json, IsOwn ? _start.Extras : null, isOver && fault is null || _usage.IsKnown ? _usage : null);
        json.WriteEndObject();
    }
}
