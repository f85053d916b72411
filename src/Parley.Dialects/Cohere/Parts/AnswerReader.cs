using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads the members of an assistant's message, of a request's history or of a reply, which come in any order: content, plan, calls, citations.</summary>
/// <param name="answer">What tells this answer apart from others.</param>
/// <param name="isReply">Whether an upstream says it, of whose citations those are passed over that are none; a caller's must be right.</param>
internal sealed class AnswerReader(string? answer, bool isReply)
{
    private readonly List<Part> _content = [];
    private readonly List<ToolCallPart> _calls = [];
    private readonly List<RawJson> _citations = [];
    private JsonText _plan;

    /// <summary>Unknown members, and those that are there but say nothing.</summary>
    public Extras? Extras;

    /// <summary>Reads the member whose name the reader stands on; false for one that is not of an answer.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("content"u8))
            PartReader.ReadContent(ref reader, body, _content, ref Extras);
        else if (reader.ValueTextEquals("tool_plan"u8))
            ReadPlan(ref reader, body);
        else if (reader.ValueTextEquals("tool_calls"u8))
            ReadCalls(ref reader, body);
        else if (reader.ValueTextEquals("citations"u8))
            ReadCitations(ref reader, body);
        else
            return false;
        return true;
    }

    /// <summary>The parts in their order.</summary>
    public List<Part> Build()
    {
        var parts = new List<Part>(_content.Count + _calls.Count + 1);
        parts.AddRange(_content);
        if (!_plan.IsEmpty)
        {
            Extras? spelling = null;
            OwnExtras.Note(Spelling.Plan, ref spelling);
            parts.Add(new ReasoningPart(_plan) { Extras = spelling });
        }
        parts.AddRange(_calls);
        if (_citations.Count > 0)
            Cite(parts);
        return parts;
    }

    private void ReadPlan(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        _plan = JsonRead.Text(ref reader, body);
        if (_plan.IsEmpty && reader.TokenType == JsonTokenType.String)
            OwnExtras.Add("tool_plan", RawJson.Parse("\"\""), ref Extras);
    }

    private void ReadCalls(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _calls.Add(CallReader.Read(ref reader, body, answer, _calls.Count));
        if (_calls.Count == 0)
            OwnExtras.AddEmptyList("tool_calls", ref Extras);
    }

    private void ReadCitations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (!isReply)
                JsonRead.Object(ref reader, body);
            if (JsonScan.ReadRaw(ref reader, body) is { Kind: JsonValueKind.Object } citation)
                _citations.Add(citation);
        }
        if (_citations.Count == 0)
            OwnExtras.AddEmptyList("citations", ref Extras);
    }

    /// <summary>A citation hangs on the text that it names, otherwise on the last one; where there is none, on an empty one.</summary>
    private void Cite(List<Part> parts)
    {
        var last = parts.FindLastIndex(static part => part is TextPart);
        var cited = new Dictionary<int, List<Citation>>();
        foreach (var whole in _citations)
        {
            var place = CitationFields.ContentIndexOf(whole) is { } index && index < parts.Count && parts[index] is TextPart ? index : last;
            if (!cited.TryGetValue(place, out var citations))
                cited.Add(place, citations = []);
            CitationFields.Read(whole, citations);
        }
        foreach (var (place, citations) in cited)
        {
            if (place < 0)
                parts.Add(new TextPart(default) { Citations = citations });
            else
                parts[place] = (TextPart)parts[place] with { Citations = Citation.AllWithin(((TextPart)parts[place]).Text, citations) };
        }
    }
}
