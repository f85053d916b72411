using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Writes a stream, as events or as the elements of one array. A piece of text is a chunk; a call is one when it is whole; finish, usage and whatever hangs on the whole answer
/// stand together in the last chunk.
/// </summary>
internal sealed class Encoder : IChatEncoder
{
    private readonly StreamOptions _asked;
    private readonly ConversionLog _log;
    private readonly ChunkWriter _chunks;
    private readonly List<CandidateEncoder> _candidates = [];
    private Extras? _extras;
    private Usage _usage = Usage.Unknown;
    private Extras? _feedback;
    private bool _failed;

    public Encoder(StreamOptions asked, ConversionLog log)
    {
        _asked = asked;
        _log = log;
        _chunks = new ChunkWriter(asked);
    }

    /// <inheritdoc/>
    public string ContentType => _chunks.ContentType;

    /// <inheritdoc/>
    public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start when chatEvent.Detail is ReplyStart start: Begin(start); break;
            case ChatEventKind.Usage when chatEvent.Detail is Usage usage: _usage = Kept(usage); break;
            case ChatEventKind.Extras when chatEvent.Detail is Extras extras: TakeExtras(chatEvent, extras, output); break;
            case ChatEventKind.ReplyExtras when chatEvent.Detail is Extras extras: TakeReplyExtras(extras); break;
            case ChatEventKind.Fault when chatEvent.Detail is Fault fault: WriteFault(fault, output); break;
            case ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.Extras or ChatEventKind.Fault or ChatEventKind.End: break;
            default: CandidateOf(chatEvent.Choice).Encode(chatEvent, output); break;
        }
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_failed)
            return;
        foreach (var candidate in _candidates)
            candidate.Flush(output);
        var json = _chunks.Begin();
        json.WriteStartObject();
        if (!IsBlocked() || _candidates.Exists(static candidate => candidate.HasContent))
            WriteCandidates(json);
        Nested.Write(json, _feedback, "");
        UsageWriter.Write(json, _usage, _asked, _log);
        _chunks.WriteHead(json);
        Nested.Write(json, _extras, "");
        json.WriteEndObject();
        _chunks.End(json, output);
        _chunks.Close(output);
    }

    /// <inheritdoc/>
    public void WriteFault(Fault fault, IBufferWriter<byte> output)
    {
        if (_failed)
            return;
        _failed = true;
        var json = _chunks.Begin();
        FaultWriter.WriteEnvelope(json, fault);
        _chunks.End(json, output);
        _chunks.Close(output);
    }

    /// <summary>
    /// An empty text, as Google itself sends it: <c>@google/genai</c> would pass over a comment, but <c>@google/generative-ai</c> finds no further event behind one.
    /// In an array, white space between the elements.
    /// </summary>
    public void WriteKeepAlive(IBufferWriter<byte> output)
    {
        if (!_failed)
            _chunks.WriteKeepAlive(output);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> frames) => _chunks.Follow(frames);

    private void Begin(ReplyStart start)
    {
        _chunks.Take(start);
        if (start.Extras is { } extras)
            TakeReplyExtras(extras);
    }

    private void TakeReplyExtras(Extras extras)
    {
        Nested.Report(extras, _log, "");
        if (extras.Dialect == Names.Dialect)
            _extras = _extras.Merge(extras);
    }

    private void TakeExtras(in ChatEvent chatEvent, Extras extras, IBufferWriter<byte> output)
    {
        if (extras.Dialect == Names.Dialect && !extras[ReplyReader.PromptFeedback].IsAbsent)
            _feedback = extras.Detach();
        else
            CandidateOf(chatEvent.Choice).Encode(chatEvent, output);
    }

    private void WriteCandidates(Utf8JsonWriter json)
    {
        if (_candidates.Count == 0)
            CandidateOf(0);
        json.WriteStartArray("candidates"u8);
        foreach (var candidate in _candidates)
            candidate.WriteLast(json);
        json.WriteEndArray();
    }

    /// <summary>Feedback comes with ratings alone, too: only a prompt that was blocked has no candidates.</summary>
    private bool IsBlocked() => _feedback is not null && ReplyReader.BlockReason(_feedback[ReplyReader.PromptFeedback]) is not null;

    private CandidateEncoder CandidateOf(int index)
    {
        var place = 0;
        while (place < _candidates.Count && _candidates[place].Index < index)
            place++;
        if (place == _candidates.Count || _candidates[place].Index != index)
            _candidates.Insert(place, new CandidateEncoder(index, _chunks, _log, _asked.EnumsAsNumbers));
        return _candidates[place];
    }

    private static Usage Kept(Usage usage) => usage.Extras is null ? usage : usage with { Extras = usage.Extras.Detach() };
}
