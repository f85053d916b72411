using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes one streamed completion for a caller: texts as they come, the reasons for the end behind everything else, then the usage if it was asked for.</summary>
internal sealed class CompletionEncoder(StreamOptions asked, ConversionLog log) : IChatEncoder
{
    private readonly CompletionChunks _chunks = new(asked);
    private readonly List<Answer> _answers = [];
    private JsonText? _echo;
    private Usage _usage = Usage.Unknown;
    private bool _isFinished;

    /// <inheritdoc/>
    public string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Refusal: WriteText(chatEvent, output); break;
            case ChatEventKind.Start: Start((ReplyStart)chatEvent.Detail!, output); break;
            case ChatEventKind.Usage: _usage = (Usage)chatEvent.Detail! is var usage ? usage with { Extras = usage.Extras?.Detach() } : _usage; break;
            case ChatEventKind.Finish: Keep((Finish)chatEvent.Detail!, AnswerOf(chatEvent.Choice, output)); break;
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
        if (start.ServiceTier is { } tier)
            log.Dropped("service_tier", tier);
        WriteReplyExtras(start.Extras, output);
    }

    private void WriteText(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        // What sound says is beside it, among the extras of the message.
        if (chatEvent.Text.IsEmpty || (chatEvent.Detail as Extras).Spells(Spelling.Transcript))
            return;
        _ = AnswerOf(chatEvent.Choice, output);
        _chunks.WriteText(chatEvent.Choice, chatEvent.Text, output);
    }

    private static void Keep(Finish finish, Answer answer) => answer.Finish = finish with { StopSequence = finish.StopSequence?.Detach() };

    private void EncodeRest(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var place = $"choices[{chatEvent.Choice}]";
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Logprobs when chatEvent.Detail is RawJson logprobs: WriteLogprobs(logprobs, chatEvent.Choice, output); break;
            case ChatEventKind.Extras when chatEvent.Detail is Extras extras: WriteExtras(extras, chatEvent.Choice, output, place); break;
            case ChatEventKind.ReplyExtras: WriteReplyExtras((Extras)chatEvent.Detail!, output); break;
            case ChatEventKind.MessageExtras: ((Extras)chatEvent.Detail!).Record(log, place); break;
            case ChatEventKind.Reasoning: log.Dropped(place, "reasoning"); break;
            case ChatEventKind.RedactedReasoning: log.Dropped($"{place}.content", "redacted reasoning"); break;
            case ChatEventKind.Signature: log.Dropped($"{place}.signature"); break;
            case ChatEventKind.Citation: log.Dropped($"{place}.citations", (chatEvent.Detail as Citation)?.Title); break;
            case ChatEventKind.ToolCallStart: log.DroppedContent($"{place}.tool_calls", ((ToolCallStart)chatEvent.Detail!).Name); break;
            case ChatEventKind.Opaque or ChatEventKind.Media: log.DroppedContent(place, (chatEvent.Detail as OpaquePart)?.Type); break;
        }
    }

    private void WriteLogprobs(RawJson logprobs, int choice, IBufferWriter<byte> output)
    {
        var answer = AnswerOf(choice, output);
        _chunks.WriteLogprobs(choice, answer.Logprobs, logprobs, output);
    }

    private void WriteExtras(Extras extras, int choice, IBufferWriter<byte> output, string place)
    {
        _ = AnswerOf(choice, output);
        if (extras.Dialect != Names.Dialect)
            extras.Record(log, place);
        else if (extras.Members.Count > 0)
            _chunks.WriteExtras(choice, extras, isOfReply: false, output);
    }

    private void WriteReplyExtras(Extras? extras, IBufferWriter<byte> output)
    {
        if (extras?.Dialect != Names.Dialect)
            extras.Record(log, "");
        else if (extras.Members.Count > 0)
            _chunks.WriteExtras(0, extras, isOfReply: true, output);
    }

    private Answer AnswerOf(int index, IBufferWriter<byte> output)
    {
        foreach (var known in _answers)
        {
            if (known.Index == index)
                return known;
        }
        var answer = new Answer(index);
        _answers.Add(answer);
        var prompt = _echo ??= CompletionReplyWriter.EchoOf(asked, log);
        if (prompt.IsEmpty)
            return answer;
        _chunks.WriteText(index, prompt, output);
        answer.Logprobs.Offset = prompt.ToString().Length;
        return answer;
    }

    private void Finish(IBufferWriter<byte> output)
    {
        if (_isFinished)
            return;
        _isFinished = true;
        if (_answers.Count == 0)
            _ = AnswerOf(0, output);
        foreach (var answer in _answers)
        {
            ChoiceWriter.RecordLoss(answer.Finish, log, $"choices[{answer.Index}]");
            _chunks.WriteFinish(answer.Index, FinishWords.Write(answer.Finish, calledTools: false), output);
        }
        if (asked.IncludeUsage)
            _chunks.WriteUsage(_usage, log, output);
    }

    /// <summary>What is remembered of one answer.</summary>
    private sealed class Answer(int index)
    {
        public int Index => index;

        public CompletionLogprobs Logprobs { get; } = new();

        public Finish Finish { get; set; } = new(FinishReason.Unknown);
    }
}
