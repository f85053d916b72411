using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Writes the members of an assistant's message: content, plan, calls, citations. A caller is shown every thought; to Cohere none is sent that carries a signature: it belongs to its signer alone.
/// </summary>
/// <param name="writer">Takes the members.</param>
/// <param name="log">Takes what is lost.</param>
/// <param name="ids">Which ids of calls the target takes.</param>
internal sealed class AnswerWriter(Utf8JsonWriter writer, ConversionLog log, ToolCallIdRule ids)
{
    private readonly List<(Part Part, string Place)> _content = [];
    private readonly List<(ToolCallPart Call, string Place)> _calls = [];
    private readonly List<(Citation Citation, int? Content)> _citations = [];
    private ReasoningPart? _plan;
    private bool _isReply;

    /// <summary>True once a call was written.</summary>
    public bool HasCalls => _calls.Count > 0;

    /// <summary>Takes the parts of a message of a request. False when they say nothing here: thoughts of others alone, or what only another dialect knows.</summary>
    public bool TryTakeTurn(IReadOnlyList<Part> parts, string place, bool isOwn)
    {
        Sort(parts, place, isOwn);
        return isOwn || parts.Count == 0 || _content.Count > 0 || _calls.Count > 0 || _plan is not null || parts.Any(static part => part is TextPart or RefusalPart);
    }

    /// <summary>Writes the members of the message, whose content may be a bare text.</summary>
    public void WriteTurn(bool isOwn)
    {
        if (_content is [(TextPart text, var at)] && (!isOwn || text is { IsBare: true, Extras: null }))
        {
            PartWriter.RecordLost(text, log, at);
            text.Text.WriteMember(writer, "content"u8);
        }
        else if (_content.Count > 0)
        {
            WriteContent();
        }
        else if (!isOwn && _calls.Count == 0)
        {
            writer.WriteString("content"u8, ""u8);
        }
        WriteRest();
    }

    /// <summary>Writes the members of the message of a reply, whose content is a list.</summary>
    public void WriteReply(IReadOnlyList<Part> parts, string place, bool isOwn)
    {
        _isReply = true;
        Sort(parts, place, isOwn);
        if (_content.Count > 0)
            WriteContent();
        WriteRest();
    }

    private void Sort(IReadOnlyList<Part> parts, string place, bool isOwn)
    {
        for (var i = 0; i < parts.Count; i++)
            Sort(parts[i], $"{place}.content[{i}]", isOwn);
    }

    private void Sort(Part part, string place, bool isOwn)
    {
        switch (part)
        {
            case ToolCallPart call: _calls.Add((call, place)); break;
            case ReasoningPart plan when _plan is null && !plan.Extras.Spelled(Spelling.Plan).IsAbsent: _plan = plan; break;
            case ReasoningPart thought: AddThought(thought, place); break;
            case TextPart text: AddText(text, place, isOwn); break;
            case RefusalPart refusal: AddText(new TextPart(refusal.Text), place, isOwn); break;
            case OpaquePart { Dialect: Names.Dialect }: AddContent(part, place); break;
            default: log.DroppedContent(place, PartWriter.NameOf(part)); break;
        }
    }

    private void AddThought(ReasoningPart thought, string place)
    {
        if (!thought.RedactedData.IsEmpty)
            log.Dropped(place, "redacted reasoning");
        if (thought.Signature is not null)
            log.Dropped(_isReply ? place + ".signature" : place, "signed reasoning");
        if (!thought.Text.IsEmpty && (_isReply || thought.Signature is null))
            AddContent(thought, place);
    }

    private void AddText(TextPart text, string place, bool isOwn)
    {
        var isContent = !text.Text.IsEmpty || isOwn && text.Citations.Count == 0;
        foreach (var citation in text.Citations)
        {
            if (CitationFields.IsWritten(citation))
                _citations.Add(isContent ? (CitationFields.Spanning(citation, text.Text.ToString().Length), _content.Count) : (citation, null));
        }
        if (isContent)
            AddContent(text, place);
        if (text.Signature is not null)
            log.Dropped(place + ".signature");
    }

    private void AddContent(Part part, string place)
    {
        if (_calls.Count > 0)
            log.Moved(place, "before the tool calls of its message");
        _content.Add((part, place));
    }

    private void WriteContent()
    {
        writer.WriteStartArray("content"u8);
        foreach (var (part, place) in _content)
            PartWriter.Write(writer, part, log, place);
        writer.WriteEndArray();
    }

    private void WriteRest()
    {
        if (_plan is not null)
            _plan.Text.WriteMember(writer, "tool_plan"u8);
        if (_calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var (call, place) in _calls)
                CallWriter.Write(writer, call, ToolCallIds.Map(call.Id, ids), log, place);
            writer.WriteEndArray();
        }
        if (_citations.Count == 0)
            return;
        writer.WriteStartArray("citations"u8);
        foreach (var (citation, content) in _citations)
            CitationFields.Write(writer, citation, content);
        writer.WriteEndArray();
    }
}
