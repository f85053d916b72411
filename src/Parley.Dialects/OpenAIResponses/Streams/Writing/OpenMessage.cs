using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A <c>message</c> that is being written: texts and refusals, one after the other.</summary>
internal sealed class OpenMessage(ItemStream stream, int index, Extras? extras) : OpenItem(stream, index)
{
    private static readonly Extras Empty = NoContent();

    private readonly List<OpenContent> _contents = [];

    protected override Extras? Extras => extras;

    protected override string Prefix => "msg";

    /// <summary>The content that a part is; null when it has none here.</summary>
    public OpenContent? ContentOf(int part)
    {
        foreach (var content in _contents)
        {
            if (content.Part == part)
                return content;
        }
        return null;
    }

    /// <summary>The last content; null before the first.</summary>
    public OpenContent? Last => _contents.Count > 0 ? _contents[^1] : null;

    /// <summary>Begins a content behind the others.</summary>
    public OpenContent Add(int part, bool isRefusal, Extras? own, IBufferWriter<byte> output)
    {
        Last?.End(Events, output);
        var content = new OpenContent(this, part, _contents.Count, isRefusal) { Extras = _contents.Count == 0 ? extras : own };
        _contents.Add(content);
        content.Begin(Events, output);
        return content;
    }

    /// <summary>Writes the members by which an event names a content.</summary>
    public void WritePlace(Utf8JsonWriter json, int content)
    {
        json.WriteString("item_id"u8, Id);
        json.WriteNumber("output_index"u8, Index);
        json.WriteNumber("content_index"u8, content);
    }

    protected override void EndContent(string status, IBufferWriter<byte> output) => Last?.End(Events, output);

    protected override void Write(ItemScope scope, ItemPlace place, bool isDone)
    {
        var parts = new List<Part>();
        foreach (var content in isDone ? _contents : [])
            parts.Add(content.ToPart());
        if (parts.Count == 0)
            parts.Add(new TextPart(default) { Extras = ExtraMembers.Joined(extras?.Dialect == Names.Dialect ? extras : null, Empty) });
        ItemWriter.WriteMessage(scope, new ItemParts(parts, 0, parts.Count), place);
    }

    private static Extras NoContent()
    {
        var empty = new Extras(Names.Dialect);
        empty.AddSpelling(Spelling.EmptyContent, ExtraMembers.EmptyList);
        return empty;
    }
}
