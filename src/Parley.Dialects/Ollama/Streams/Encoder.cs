using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>
/// Writes one streamed reply: a line for each piece of text or thought, one line with all tool calls, whole, and the last line with reason and counts, which is held back until <see cref="WriteEnd"/>.
/// </summary>
internal sealed class Encoder(StreamOptions asked, ConversionLog log, OllamaRoute route) : IChatEncoder
{
    private readonly StreamLines _lines = new(asked, log, route);
    private readonly PendingCalls _calls = new();
    private readonly HashSet<string> _recorded = [];
    private Usage _usage = Usage.Unknown;
    private Finish _finish = new(FinishReason.Unknown);
    private bool _isOver;

    public string ContentType => OllamaNames.StreamType;

    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (_isOver)
            return;
        if (chatEvent.Choice > 0)
        {
            RecordContent($"choices[{chatEvent.Choice}]");
            return;
        }
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text: _lines.WriteText(chatEvent.Text, output); break;
            case ChatEventKind.Reasoning: _lines.WriteThinking(chatEvent.Text, output); break;
            case ChatEventKind.ToolCallArguments: _calls.Append(chatEvent.Part, chatEvent.Text); break;
            case ChatEventKind.Refusal:
                _lines.WriteText(chatEvent.Text, output);
                RecordMove("refusal", "content");
                break;
            default: EncodeDetail(chatEvent, output); break;
        }
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_isOver)
            return;
        _isOver = true;
        FlushCalls(output);
        _lines.WriteLast(_finish, _usage, output);
    }

    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        if (_isOver)
            return;
        _isOver = true;
        _lines.WriteFault(fault, output);
    }

    /// <summary>
    /// A space. It becomes white space before the next line's JSON, which every parser passes over and no client sees. A blank line would not do:
    /// the Python client and the Go client parse each line as it is and fail on an empty one, and the npm client warns.
    /// </summary>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(" "u8);

    private void EncodeDetail(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Detail)
        {
            case ReplyStart start: _lines.Begin(start); break;
            case ToolCallStart call when chatEvent.Kind == ChatEventKind.ToolCallStart: _calls.Add(chatEvent.Part, call); break;
            case Usage usage: _usage = usage with { Extras = usage.Extras?.Detach() }; break;
            case Finish finish: Finish(finish, output); break;
            case Extras extras: _lines.Hold(extras); break;
            case Fault fault: WriteFault(fault, output); break;
            case RawJson logprobs: _lines.WriteLogprobs(logprobs, output); break;
            case MediaPart { Kind: MediaKind.Image, Source: MediaSource.Base64 bytes }: _lines.WriteImage(bytes.Data, output); break;
            default: Lose(chatEvent); break;
        }
    }

    private void Finish(Finish finish, IBufferWriter<byte> output)
    {
        if (finish.Reason != FinishReason.Unknown || _finish.Reason == FinishReason.Unknown)
            _finish = finish with { StopSequence = finish.StopSequence?.Detach() };
        FlushCalls(output);
    }

    private void FlushCalls(IBufferWriter<byte> output)
    {
        if (_calls.Count > 0)
            _lines.WriteCalls(_calls.Take(), output);
    }

    private void Lose(in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Signature: Record("signature"); break;
            case ChatEventKind.Citation: Record("citations"); break;
            case ChatEventKind.RedactedReasoning: RecordContent("redacted reasoning"); break;
            case ChatEventKind.Media: RecordContent("media"); break;
            case ChatEventKind.Opaque: RecordContent((chatEvent.Detail as OpaquePart)?.Type ?? "opaque"); break;
        }
    }

    private void Record(string what)
    {
        if (_recorded.Add(what))
            log.Dropped("choices[0]." + what);
    }

    private void RecordContent(string what)
    {
        if (_recorded.Add(what))
            log.DroppedContent(what.StartsWith("choices", StringComparison.Ordinal) ? what : "choices[0]", what);
    }

    private void RecordMove(string what, string place)
    {
        if (_recorded.Add(what))
            log.Moved("choices[0]." + what, place);
    }
}
