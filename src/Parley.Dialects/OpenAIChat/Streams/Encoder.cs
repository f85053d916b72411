using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Writes one streamed reply for a caller. Reasons for the end are held back until everything else is out, the usage follows them: one chunk with empty choices, if and only if it was asked for.
/// </summary>
internal sealed class Encoder(StreamOptions asked, ConversionLog log) : IChatEncoder
{
    private readonly ChunkWriter _chunks = new(asked);
    private readonly List<EncodedChoice> _choices = [];
    private Usage _usage = Usage.Unknown;
    private bool _isFinished;

    /// <inheritdoc/>
    public string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            // What sound says is beside it, among the extras of the message.
            case ChatEventKind.Text when (chatEvent.Detail as Extras).Spells(Spelling.Transcript): break;
            case ChatEventKind.Text: WriteContent(chatEvent, output); break;
            case ChatEventKind.Reasoning: WriteThought(chatEvent, output); break;
            case ChatEventKind.Refusal: WriteText("\"refusal\":"u8, chatEvent, output); break;
            case ChatEventKind.ToolCallArguments: WriteArguments(chatEvent, output); break;
            case ChatEventKind.ToolCallStart: StartCall(chatEvent, output); break;
            case ChatEventKind.Usage: Keep((Usage)chatEvent.Detail!); break;
            case ChatEventKind.Finish: Keep((Finish)chatEvent.Detail!, ChoiceOf(chatEvent.Choice, output)); break;
            case ChatEventKind.Start: Start((ReplyStart)chatEvent.Detail!, output); break;
            case ChatEventKind.Fault: WriteFault((Fault)chatEvent.Detail!, output); break;
            case ChatEventKind.End: Finish(output); break;
            default: EncodeRest(chatEvent, output); break;
        }
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        Finish(output);
        output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public void WriteFault(Fault fault, IBufferWriter<byte> output) => FaultWriter.WriteFrame(fault, output);

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keepalive\n\n"u8);

    private void Start(ReplyStart start, IBufferWriter<byte> output)
    {
        _chunks.Begin(start);
        var extras = start.Dialect == Names.Dialect ? start.Extras : null;
        if (extras is null)
            start.Extras.Record(log, "");
        if (_choices.Count == 0)
            AddChoice(0, extras, output);
    }

    /// <summary>What is held back outlives the frame that it was read from.</summary>
    private void Keep(Usage usage) => _usage = usage with { Extras = usage.Extras?.Detach() };

    private static void Keep(Finish finish, EncodedChoice choice) => choice.Finish = finish with { StopSequence = finish.StopSequence?.Detach() };

    private void WriteContent(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        ChoiceOf(chatEvent.Choice, output).Spans.Add(chatEvent.Part, chatEvent.Text);
        WriteText("\"content\":"u8, chatEvent, output);
    }

    private void WriteText(ReadOnlySpan<byte> member, in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Text.IsEmpty)
            return;
        _ = ChoiceOf(chatEvent.Choice, output);
        _chunks.OpenDelta(chatEvent.Choice, output);
        output.Write(member);
        chatEvent.Text.WriteToken(output);
        ChunkWriter.CloseDelta(output);
    }

    private void WriteThought(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var spelling = ChoiceOf(chatEvent.Choice, output).Spelling;
        if (!ThoughtSpelling.IsReasoning(spelling))
            WriteText("\"reasoning_content\":"u8, chatEvent, output);
        else if (!ThoughtSpelling.IsReasoningContent(spelling))
            WriteText("\"reasoning\":"u8, chatEvent, output);
        else
            WriteThoughtTwice(chatEvent, output);
    }

    private void WriteThoughtTwice(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Text.IsEmpty)
            return;
        _chunks.OpenDelta(chatEvent.Choice, output);
        output.Write("\"reasoning\":"u8);
        chatEvent.Text.WriteToken(output);
        output.Write(",\"reasoning_content\":"u8);
        chatEvent.Text.WriteToken(output);
        ChunkWriter.CloseDelta(output);
    }

    private void StartCall(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var choice = ChoiceOf(chatEvent.Choice, output);
        var call = choice.AddCall(chatEvent.Part, (ToolCallStart)chatEvent.Detail!);
        _chunks.OpenDelta(chatEvent.Choice, output);
        CallChunk.WriteStart(call, output, _chunks.OneLine(output), log);
        ChunkWriter.CloseDelta(output);
    }

    private void WriteArguments(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Text.IsEmpty || ChoiceOf(chatEvent.Choice, output).CallOf(chatEvent.Part) is not { } call)
            return;
        call.HasArguments = true;
        _chunks.OpenDelta(chatEvent.Choice, output);
        CallChunk.WriteArguments(call, chatEvent.Text, output);
        ChunkWriter.CloseDelta(output);
    }

    private void EncodeRest(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var place = $"choices[{chatEvent.Choice}]";
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Citation: WriteCitation(chatEvent, output, place); break;
            case ChatEventKind.Media when chatEvent.Detail is MediaPart media && ImageWriter.CanWrite(media): WriteImage(media, chatEvent.Choice, output); break;
            case ChatEventKind.Logprobs when chatEvent.Detail is RawJson logprobs: WriteLogprobs(logprobs, chatEvent.Choice, output); break;
            case ChatEventKind.MessageExtras when chatEvent.Detail is Extras extras: WriteExtras(extras, ExtrasLevel.Delta, chatEvent.Choice, output, $"{place}.message"); break;
            case ChatEventKind.Extras when chatEvent.Detail is Extras extras: WriteExtras(extras, ExtrasLevel.Choice, chatEvent.Choice, output, place); break;
            case ChatEventKind.ReplyExtras when chatEvent.Detail is Extras extras: WriteExtras(extras, ExtrasLevel.Reply, chatEvent.Choice, output, ""); break;
            case ChatEventKind.Signature: log.Dropped($"{place}.message.signature"); break;
            case ChatEventKind.RedactedReasoning: log.Dropped($"{place}.message", "redacted reasoning"); break;
            case ChatEventKind.Opaque or ChatEventKind.Media: log.DroppedContent($"{place}.message", (chatEvent.Detail as OpaquePart)?.Type); break;
        }
    }

    private void WriteCitation(in ChatEvent chatEvent, IBufferWriter<byte> output, string place)
    {
        var citation = (Citation)chatEvent.Detail!;
        if (CitationWriter.IsLost(citation))
            log.Dropped($"{place}.message.citations", citation.Title);
        if (!CitationWriter.CanWrite(citation))
            return;
        var spans = ChoiceOf(chatEvent.Choice, output).Spans;
        _chunks.OpenDelta(chatEvent.Choice, output);
        output.Write("\"annotations\":["u8);
        using (var json = new Utf8JsonWriter(_chunks.OneLine(output), JsonWire.WriterOptions))
            CitationWriter.Write(json, spans.InWhole(chatEvent.Part, citation));
        output.Write("]"u8);
        ChunkWriter.CloseDelta(output);
    }

    private void WriteImage(MediaPart image, int choice, IBufferWriter<byte> output)
    {
        _ = ChoiceOf(choice, output);
        _chunks.OpenDelta(choice, output);
        output.Write("\"images\":["u8);
        using (var json = new Utf8JsonWriter(_chunks.OneLine(output), JsonWire.WriterOptions))
            ImageWriter.Write(json, image);
        output.Write("]"u8);
        ChunkWriter.CloseDelta(output);
    }

    private void WriteLogprobs(RawJson logprobs, int choice, IBufferWriter<byte> output)
    {
        _ = ChoiceOf(choice, output);
        _chunks.OpenDelta(choice, output);
        _chunks.CloseDelta(output, logprobs);
    }

    private void WriteExtras(Extras extras, ExtrasLevel level, int choice, IBufferWriter<byte> output, string place)
    {
        if (extras.Dialect != Names.Dialect)
        {
            extras.Record(log, place);
            return;
        }
        var encoded = ChoiceOf(choice, output);
        if (level == ExtrasLevel.Delta && ThoughtSpelling.IsReasoning(extras))
            encoded.Spelling = extras;
        if (extras.Members.Count == 0)
            return;
        _chunks.WriteExtras(extras, level, choice, output);
    }

    private EncodedChoice ChoiceOf(int index, IBufferWriter<byte> output)
    {
        foreach (var choice in _choices)
        {
            if (choice.Index == index)
                return choice;
        }
        return AddChoice(index, null, output);
    }

    private EncodedChoice AddChoice(int index, Extras? extras, IBufferWriter<byte> output)
    {
        var choice = new EncodedChoice(index);
        _choices.Add(choice);
        _chunks.WriteRole(index, extras, output);
        return choice;
    }

    private void Finish(IBufferWriter<byte> output)
    {
        if (_isFinished)
            return;
        _isFinished = true;
        if (_choices.Count == 0)
            AddChoice(0, null, output);
        foreach (var choice in _choices)
            FinishChoice(choice, output);
        if (asked.IncludeUsage)
            _chunks.WriteUsage(_usage, log, output);
    }

    private void FinishChoice(EncodedChoice choice, IBufferWriter<byte> output)
    {
        foreach (var call in choice.Calls)
        {
            if (call.HasArguments || call.Start.IsCustom)
                continue;
            _chunks.OpenDelta(choice.Index, output);
            CallChunk.WriteArguments(call, "{}", output);
            ChunkWriter.CloseDelta(output);
        }
        ChoiceWriter.RecordLoss(choice.Finish, log, $"choices[{choice.Index}]");
        _chunks.WriteFinish(choice.Index, FinishWords.Write(choice.Finish, choice.Calls.Count > 0), output);
    }
}
