using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads one candidate of a whole reply.</summary>
internal sealed class CandidateReader
{
    private readonly List<PartReader> _parts = [];
    private readonly Extras _extras = new(Names.Dialect);
    private Extras? _contentExtras;
    private RawJson _emptyContent;
    private RawJson _grounding;
    private RawJson _logprobs;
    private string? _finish;
    private int _place;
    private int? _index;

    /// <summary>Reads the candidate on whose opening brace the reader stands.</summary>
    public static CandidateReader Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int place)
    {
        JsonRead.Object(ref reader, body);
        var candidate = new CandidateReader { _place = place };
        while (JsonRead.NextMember(ref reader))
            candidate.ReadMember(ref reader, body);
        return candidate;
    }

    /// <summary>The choice. The reply's id is needed for the ids of calls that have none.</summary>
    public Choice Build(string? replyId)
    {
        var parts = new List<Part>(_parts.Count);
        var calls = 0;
        foreach (var part in _parts)
        {
            if (part.Kind == PartKind.Call)
                parts.Add(part.Complete(CallOf(part.Call!, replyId, calls++)));
            else if (part.Kind == PartKind.Response)
                parts.Add(part.Complete(part.Response!.ToPart(part.Response.Id ?? "")));
            else
                parts.Add(part.Build());
        }
        if (!_grounding.IsAbsent)
            Cite(parts);
        if (!_logprobs.IsAbsent)
            _extras.AddSpelling(Logprobs.Member, _logprobs);
        if (_index is null)
            _extras.AddSpelling(Names.WithoutIndex, RawJson.Parse("true"));
        if (!_emptyContent.IsAbsent)
            _extras.AddSpelling(Names.EmptyContent, _emptyContent);
        return new Choice(_index ?? _place, parts, _finish is null ? new Finish(calls > 0 ? FinishReason.ToolCalls : FinishReason.Unknown) : Names.FinishOf(_finish, calls > 0))
        {
            Logprobs = _logprobs.IsAbsent ? default : Logprobs.Read(_logprobs),
            Extras = _extras.Members.Count == 0 && _logprobs.IsAbsent && _index is not null && _emptyContent.IsAbsent ? null : _extras,
            MessageExtras = _contentExtras,
        };
    }

    /// <summary>The call with the wire's id, or with one that is made of what tells this call apart.</summary>
    public static ToolCallPart CallOf(FunctionCall call, string? replyId, int ordinal)
    {
        if (call.Name.Length == 0)
            throw new WireFormatException("candidates.content.parts.functionCall", "A tool call has no name.");
        return new(call.Id ?? ToolCallIds.Invent(replyId ?? call.Arguments.ToString(), call.Name, ordinal), call.Name, call.ToolArguments) { IdIsInvented = call.Id is null };
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("content"u8))
            ReadContent(ref reader, body);
        else if (reader.Is("finishReason"u8, "finish_reason"u8))
            _finish = Loose.FinishWord(ref reader, body);
        else if (reader.ValueTextEquals("index"u8))
            _index = (int?)Loose.Int64(ref reader);
        else if (reader.Is("logprobsResult"u8, "logprobs_result"u8))
            _logprobs = JsonRead.Raw(ref reader, body);
        else
            KeepMember(ref reader, body);
    }

    private void KeepMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var isGrounding = reader.Is("groundingMetadata"u8, "grounding_metadata"u8);
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (value.IsAbsent)
            return;
        if (isGrounding)
            _grounding = value;
        _extras.Add(name, value);
    }

    private void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var whole = reader;
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("parts"u8))
                ReadParts(ref reader, body);
            else if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref _contentExtras);
        }
        if (_parts.Count == 0)
            _emptyContent = JsonRead.Raw(ref whole, body);
    }

    private void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _parts.Add(PartReader.Read(ref reader, body));
    }

    /// <summary>Hangs each source on the text that rests on it, otherwise on the last one that says something; the wire's spans count through all of the answer's text.</summary>
    private void Cite(List<Part> parts)
    {
        var last = parts.FindLastIndex(static part => part is TextPart { Text.IsEmpty: false });
        if (last < 0)
            return;
        var text = new GroundedText();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is TextPart said)
                text.Add(i, said.Text);
        }
        foreach (var cited in GroundingReader.Read(_grounding, text).SelectMany(placed => text.Find(placed, last)).GroupBy(static cited => cited.Part))
            parts[cited.Key] = (TextPart)parts[cited.Key] with { Citations = [.. cited.Select(static one => one.Citation)] };
    }
}
