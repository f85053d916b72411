using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// One candidate on its way out. Holds back calls until their arguments are whole, signatures until the piece that they hang on, and what belongs into the last chunk.
/// </summary>
internal sealed class CandidateEncoder(int index, ChunkWriter chunks, ConversionLog log, bool asNumbers)
{
    private readonly List<PendingCall> _calls = [];
    private readonly List<(int Part, Citation Citation)> _citations = [];
    private readonly GroundedText _text = new();
    private readonly List<RawJson> _logprobs = [];
    private readonly string _place = $"choices[{index}]";
    private JsonText _signature;
    private int _signedPart = -1;
    private bool _signsThought;
    private int _openedPart = -1;
    private bool _openedThought;
    private Extras? _extras;
    private Finish _finish = new(FinishReason.Unknown);
    private bool _called;

    public int Index => index;

    /// <summary>True once a caller could see anything of it.</summary>
    public bool HasContent { get; private set; }

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal: WriteText(chatEvent, isThought: false, output); break;
            case ChatEventKind.Reasoning: WriteText(chatEvent, isThought: true, output); break;
            case ChatEventKind.Signature: Sign(chatEvent, output); break;
            case ChatEventKind.ToolCallStart when chatEvent.Detail is ToolCallStart start: Open(chatEvent.Part, start, output); break;
            case ChatEventKind.ToolCallArguments: CallOf(chatEvent.Part)?.Append(chatEvent.Text); break;
            case ChatEventKind.Media or ChatEventKind.Opaque when chatEvent.Detail is Part part: WritePart(part, output); break;
            case ChatEventKind.Citation when chatEvent.Detail is Citation { Dialect: not Names.Dialect } citation: Cite(chatEvent.Part, citation); break;
            case ChatEventKind.Logprobs when chatEvent.Detail is RawJson logprobs: _logprobs.Add(logprobs.Detach()); break;
            case ChatEventKind.Extras when chatEvent.Detail is Extras extras: TakeExtras(extras); break;
            case ChatEventKind.MessageExtras when chatEvent.Detail is Extras extras: Nested.Report(extras, log, $"{_place}.delta"); break;
            case ChatEventKind.Finish when chatEvent.Detail is Finish finish: _finish = finish; break;
            case ChatEventKind.RedactedReasoning: log.DroppedContent($"{_place}.redacted_thinking"); break;
        }
    }

    /// <summary>Writes everything that was held back for want of its end.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        FlushSignature(output);
        foreach (var call in _calls)
            WriteCall(call, output);
        _calls.Clear();
    }

    /// <summary>Writes the candidate of the last chunk: no content, the finish, and what hangs on the whole answer.</summary>
    public void WriteLast(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        var isTools = _called && _finish.Reason is FinishReason.ToolCalls or FinishReason.Stop or FinishReason.Unknown;
        Names.WriteFinish(json, isTools && _finish.Dialect != Names.Dialect ? "STOP" : Names.FinishWord(_finish, _called), asNumbers);
        Names.RecordFinish(_finish, _called, $"{_place}.finish_reason", log);
        json.WriteNumber("index"u8, index);
        if (Nested.Spelling(_extras, Logprobs.Member) is { IsAbsent: false } spelled)
            spelled.WriteMember(json, "logprobsResult"u8);
        else
            Logprobs.Write(json, _logprobs);
        GroundingWriter.Write(json, _citations.ConvertAll(cited => _text.InBytes(cited.Part, cited.Citation)));
        Nested.Write(json, _extras, "");
        json.WriteEndObject();
    }

    private void WriteText(in ChatEvent chatEvent, bool isThought, IBufferWriter<byte> output)
    {
        (_openedPart, _openedThought) = (chatEvent.Part, isThought);
        if (chatEvent.Text.IsEmpty)
            return;
        if (_calls.Count > 0)
            FlushCalls(output, mayWait: true);
        if (chatEvent.Part != _signedPart)
            FlushSignature(output);
        chunks.WriteText(chatEvent.Text, isThought, _signature, index, output);
        if (!isThought)
            _text.Add(chatEvent.Part, chatEvent.Text);
        HasContent = true;
        ClearSignature();
    }

    /// <summary>The signature of a call stays with the call; any other waits for the piece that it hangs on, which may be empty.</summary>
    private void Sign(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Detail as string != Names.Dialect)
        {
            log.Dropped($"{_place}.signature");
            return;
        }
        if (CallOf(chatEvent.Part) is { } call)
        {
            call.Signature = chatEvent.Text.Detach();
            return;
        }
        FlushSignature(output);
        _signature = chatEvent.Text.Detach();
        _signedPart = chatEvent.Part;
        _signsThought = _openedPart == chatEvent.Part && _openedThought;
    }

    private void FlushSignature(IBufferWriter<byte> output)
    {
        if (_signedPart < 0)
            return;
        chunks.WriteText(default, _signsThought, _signature, index, output);
        HasContent = true;
        ClearSignature();
    }

    private void ClearSignature()
    {
        _signature = default;
        _signedPart = -1;
    }

    private void Open(int part, ToolCallStart start, IBufferWriter<byte> output)
    {
        FlushSignature(output);
        FlushCalls(output, mayWait: true);
        _calls.Add(new PendingCall(part, start));
        (_called, HasContent) = (true, true);
    }

    private PendingCall? CallOf(int part) => _calls.Count == 0 ? null : _calls.FindLast(call => call.Part == part);

    /// <summary>Writes the calls that are whole, in order: one that still waits holds back those behind it.</summary>
    private void FlushCalls(IBufferWriter<byte> output, bool mayWait)
    {
        var count = 0;
        while (count < _calls.Count && (!mayWait || _calls[count].IsWhole))
            WriteCall(_calls[count++], output);
        _calls.RemoveRange(0, count);
    }

    private void WriteCall(PendingCall call, IBufferWriter<byte> output)
    {
        var start = call.Start;
        WriteChunk(new ToolCallPart(start.Id, start.Name, call.Arguments)
        {
            IsCustom = start.IsCustom,
            IdIsInvented = start.IdIsInvented,
            Extras = start.Extras,
            Signature = call.Signature.IsEmpty ? null : new PartSignature(Names.Dialect, call.Signature),
        }, output);
    }

    private void WritePart(Part part, IBufferWriter<byte> output)
    {
        FlushSignature(output);
        FlushCalls(output, mayWait: true);
        WriteChunk(part, output);
    }

    private void WriteChunk(Part part, IBufferWriter<byte> output)
    {
        var json = chunks.Begin();
        var parts = new PartWriter(json, log, isOwn: false, callIds: true) { ShowsThoughts = true };
        if (!parts.Accepts(part, _place))
            return;
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        parts.Write(part, _place);
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        json.WriteNumber("index"u8, index);
        json.WriteEndObject();
        json.WriteEndArray();
        chunks.WriteHead(json);
        json.WriteEndObject();
        chunks.End(json, output);
        HasContent = true;
    }

    private void Cite(int part, Citation citation) => _citations.Add((part, citation with { CitedText = citation.CitedText.Detach(), Native = default }));

    private void TakeExtras(Extras extras)
    {
        if (extras.Dialect == Names.Dialect)
            _extras = Joined(_extras, extras.Detach());
        else
            Nested.Report(extras, log, _place);
    }

    /// <summary>Of members that come in several chunks the last one stands.</summary>
    private static Extras Joined(Extras? earlier, Extras later)
    {
        foreach (var (name, value) in earlier?.Members ?? [])
        {
            if (later[name].IsAbsent)
                later.Add(name, value);
        }
        return later;
    }
}
