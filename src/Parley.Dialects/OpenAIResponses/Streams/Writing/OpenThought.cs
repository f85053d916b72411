using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A <c>reasoning</c> item that is being written. Thoughts of other dialects are a summary here, which is what clients show.</summary>
internal sealed class OpenThought(ItemStream stream, int index, int part, Extras? extras) : OpenItem(stream, index)
{
    private readonly List<JsonText> _pieces = [];
    private TextBuffer? _piece;
    private byte[] _head = [];

    public int Part => part;

    /// <summary>True for the thought itself, not its summary.</summary>
    public bool IsThought { get; set; } = extras.Spells(Spelling.Thought) && !(extras.Spelled(Spelling.Summary) is { Kind: JsonValueKind.Array } summary && summary.Utf8.Length > 2);

    /// <summary>The encrypted form; empty when there is none.</summary>
    public JsonText Encrypted { get; set; }

    /// <summary>True for a thought of this dialect whose encrypted form may still come.</summary>
    public bool AwaitsSignature => IsOpen && extras?.Dialect == Names.Dialect;

    protected override Extras? Extras => extras;

    protected override string Prefix => "rs";

    private string PartType => IsThought ? "response.content_part" : "response.reasoning_summary_part";

    private string TextType => IsThought ? "response.reasoning_text" : "response.reasoning_summary_text";

    /// <summary>Writes a piece of the thought.</summary>
    public void Append(JsonText text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
            return;
        if (_piece is null)
            BeginPiece(output);
        _piece!.Append(text);
        Events.WriteDelta(_head, text, hasLogprobs: false, output);
    }

    /// <summary>Ends the part of the summary or thought that was begun.</summary>
    public void EndPiece(IBufferWriter<byte> output)
    {
        if (_piece is null)
            return;
        var text = _piece.ToText();
        var type = TextType + ".done";
        var json = Events.Begin(type);
        WritePlace(json);
        text.WriteMember(json, "text"u8);
        Events.End(type, output);
        WritePart(".done", text, output);
        _pieces.Add(text);
        _piece = null;
    }

    protected override void EndContent(string status, IBufferWriter<byte> output) => EndPiece(output);

    protected override void Write(ItemScope scope, ItemPlace place, bool isDone)
    {
        var spelled = new Extras(Names.Dialect);
        spelled.AddSpelling(IsThought ? Spelling.Thought : Spelling.Summary, Pieces());
        var own = isDone && extras is not null && extras.Dialect == Names.Dialect && _pieces.Count == 0 ? extras : ExtraMembers.Joined(spelled, WithoutPieces());
        if (extras?.Dialect is not (null or Names.Dialect))
            extras.Record(scope.Log, place.Path);
        var reasoning = new ReasoningPart(default) { Extras = own, Signature = isDone && !Encrypted.IsEmpty ? new PartSignature(Names.Dialect, Encrypted) : null };
        ItemWriter.TryWrite(scope, reasoning, place);
    }

    private void BeginPiece(IBufferWriter<byte> output)
    {
        _piece = new TextBuffer();
        _head = Events.DeltaHead(TextType + ".delta", Id, Index, IsThought ? "content_index"u8 : "summary_index"u8, _pieces.Count);
        WritePart(".added", default, output);
    }

    private void WritePart(string suffix, JsonText text, IBufferWriter<byte> output)
    {
        var json = Events.Begin(PartType + suffix);
        WritePlace(json);
        json.WriteStartObject("part"u8);
        WritePieceMembers(json, text);
        json.WriteEndObject();
        Events.End(PartType + suffix, output);
    }

    private void WritePlace(Utf8JsonWriter json)
    {
        json.WriteString("item_id"u8, Id);
        json.WriteNumber("output_index"u8, Index);
        json.WriteNumber(IsThought ? "content_index"u8 : "summary_index"u8, _pieces.Count);
    }

    private void WritePieceMembers(Utf8JsonWriter json, JsonText text)
    {
        json.WriteString("type"u8, IsThought ? "reasoning_text"u8 : "summary_text"u8);
        text.WriteMember(json, "text"u8);
    }

    private RawJson Pieces()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartArray();
            foreach (var text in _pieces)
            {
                json.WriteStartObject();
                WritePieceMembers(json, text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>The item's own members, but not what a whole item says of its pieces.</summary>
    private Extras? WithoutPieces()
    {
        if (extras is null || extras.Dialect != Names.Dialect)
            return null;
        var kept = new Extras(Names.Dialect);
        foreach (var (name, value) in extras.Members)
            kept.Add(name, value);
        foreach (var (name, value) in extras.Spellings)
        {
            if (name is not (Spelling.Summary or Spelling.Thought or Spelling.Status))
                kept.AddSpelling(name, value);
        }
        return kept;
    }
}
