using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A text or a refusal that is being written.</summary>
/// <param name="message">The message that it belongs to.</param>
/// <param name="part">The number of its part.</param>
/// <param name="index">Its place in the message.</param>
/// <param name="isRefusal">True for a refusal.</param>
internal sealed class OpenContent(OpenMessage message, int part, int index, bool isRefusal)
{
    private readonly TextBuffer _text = new();
    private readonly List<Citation> _citations = [];
    private readonly Logprobs _logprobs = new();
    private byte[] _head = [];
    private bool _isEnded;

    public int Part => part;

    public bool IsRefusal => isRefusal;

    /// <summary>The extras of the part.</summary>
    public Extras? Extras { get; init; }

    /// <summary>Announces the content.</summary>
    public void Begin(EventWriter events, IBufferWriter<byte> output)
    {
        _head = events.DeltaHead(isRefusal ? "response.refusal.delta" : "response.output_text.delta", message.Id, message.Index, "content_index"u8, index);
        WritePart("response.content_part.added", events, isDone: false, output);
    }

    /// <summary>Writes a piece.</summary>
    public void Append(JsonText piece, EventWriter events, IBufferWriter<byte> output)
    {
        if (piece.IsEmpty)
            return;
        _text.Append(piece);
        events.WriteDelta(_head, piece, hasLogprobs: !isRefusal, output);
    }

    /// <summary>Writes log probabilities of what was said before, in a piece without text.</summary>
    public void AddLogprobs(RawJson list, EventWriter events, IBufferWriter<byte> output)
    {
        _logprobs.Add(list);
        const string Type = "response.output_text.delta";
        var json = events.Begin(Type);
        message.WritePlace(json, index);
        json.WriteString("delta"u8, ""u8);
        list.WriteMember(json, "logprobs"u8);
        events.End(Type, output);
    }

    /// <summary>Whether a source stands here.</summary>
    public bool Cites(Citation citation) => _citations.Exists(known => known.Url == citation.Url && known.Title == citation.Title);

    /// <summary>Writes a source.</summary>
    public void Cite(Citation citation, EventWriter events, IBufferWriter<byte> output)
    {
        const string Type = "response.output_text.annotation.added";
        var json = events.Begin(Type);
        message.WritePlace(json, index);
        json.WriteNumber("annotation_index"u8, _citations.Count);
        json.WritePropertyName("annotation"u8);
        var length = _text.ToText().ToString().Length;
        AnnotationWriter.Write(json, citation, length);
        events.End(Type, output);
        _citations.Add(citation.Dialect == Names.Dialect ? citation : citation with { EndIndex = citation.EndIndex ?? length });
    }

    /// <summary>Ends the content, once.</summary>
    public void End(EventWriter events, IBufferWriter<byte> output)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        var type = isRefusal ? "response.refusal.done" : "response.output_text.done";
        var json = events.Begin(type);
        message.WritePlace(json, index);
        _text.ToText().WriteMember(json, isRefusal ? "refusal"u8 : "text"u8);
        if (!isRefusal)
            Entries().WriteMember(json, "logprobs"u8);
        events.End(type, output);
        WritePart("response.content_part.done", events, isDone: true, output);
    }

    /// <summary>The whole part.</summary>
    public Part ToPart()
    {
        if (isRefusal)
            return new RefusalPart(_text.ToText()) { Extras = Extras };
        var text = new TextPart(_text.ToText()) { Citations = _citations, Extras = Extras };
        if (_logprobs.List() is not { IsAbsent: false } list)
            return text;
        var logprobs = new Extras(Names.Dialect);
        logprobs.AddSpelling(Spelling.Logprobs, list);
        return text with { Extras = ExtraMembers.Joined(Extras?.Dialect == Names.Dialect ? Extras : null, logprobs) };
    }

    private RawJson Entries() => _logprobs.List() is { IsAbsent: false } list ? list : ExtraMembers.EmptyList;

    private void WritePart(string type, EventWriter events, bool isDone, IBufferWriter<byte> output)
    {
        var json = events.Begin(type);
        message.WritePlace(json, index);
        json.WritePropertyName("part"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, isRefusal ? "refusal"u8 : "output_text"u8);
        (isDone ? _text.ToText() : default).WriteMember(json, isRefusal ? "refusal"u8 : "text"u8);
        if (!isRefusal)
            WriteMembers(json, isDone);
        json.WriteEndObject();
        events.End(type, output);
    }

    private void WriteMembers(Utf8JsonWriter json, bool isDone)
    {
        json.WriteStartArray("annotations"u8);
        foreach (var citation in isDone ? _citations : [])
            AnnotationWriter.Write(json, citation, 0);
        json.WriteEndArray();
        (isDone ? Entries() : ExtraMembers.EmptyList).WriteMember(json, "logprobs"u8);
    }
}
