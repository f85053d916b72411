using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads the contents of messages: texts and refusals with their sources and log probabilities, in pieces and whole.</summary>
/// <param name="parts">Numbers the parts.</param>
/// <param name="said">What was said by now.</param>
internal sealed class MessageDecoder(PartNumbers parts, SaidSoFar said)
{
    /// <summary>Reads a piece; a whole only where no piece came before.</summary>
    public void AddPiece(ChatEventKind kind, ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var content = item.ContentAt(frame.ContentIndex ?? 0);
        var text = frame.Text;
        if (!text.IsEmpty && !(frame.IsWhole && content.HasText))
            Say(kind, item, content, text, events);
        AddLogprobs(content, frame.Logprobs, seen: 0, events);
    }

    /// <summary>Reads a source.</summary>
    public void AddSource(ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        if (frame.Annotation.Kind == JsonValueKind.Object)
            Cite(item.ContentAt(frame.ContentIndex ?? 0), item, AnnotationReader.Read(frame.Annotation), events);
    }

    /// <summary>Reads a text that is whole: what of it did not come before.</summary>
    public void Take(ItemState item, int number, TextPart text, List<ChatEvent> events)
    {
        var content = item.ContentAt(number);
        TakeRest(ChatEventKind.Text, item, content, text.Text, events);
        Cite(content, item, text, events);
        AddLogprobs(content, text.Extras.Spelled(Spelling.Logprobs), content.Logprobs, events);
    }

    /// <summary>Reads a refusal that is whole.</summary>
    public void Take(ItemState item, int number, RefusalPart refusal, List<ChatEvent> events) =>
        TakeRest(ChatEventKind.Refusal, item, item.ContentAt(number), refusal.Text, events);

    private void TakeRest(ChatEventKind kind, ItemState item, ContentState content, JsonText whole, List<ChatEvent> events)
    {
        var rest = content.HasText ? said.RestOf(0, content.Part, whole) : whole;
        if (!rest.IsEmpty || content.Part < 0)
            Say(kind, item, content, rest, events);
    }

    private void Say(ChatEventKind kind, ItemState item, ContentState content, JsonText text, List<ChatEvent> events)
    {
        content.HasText |= !text.IsEmpty;
        var isFirst = content.Part < 0;
        if (isFirst)
            content.Part = parts.Next();
        events.Add(new ChatEvent(kind, 0, content.Part, text, isFirst ? item.TakeOpening() : null));
    }

    /// <summary>Tells the sources of a whole text that did not come before, in whatever order they came.</summary>
    private void Cite(ContentState content, ItemState item, TextPart text, List<ChatEvent> events)
    {
        if (text.Citations.Count == 0)
            return;
        var length = text.Text.ToString().Length;
        var told = content.Sources?.Select(source => source.Within(length)).ToList() ?? [];
        foreach (var source in text.Citations)
        {
            var place = told.FindIndex(other => IsSame(source, other));
            if (place >= 0)
                told.RemoveAt(place);
            else
                Cite(content, item, source, events);
        }
    }

    private void Cite(ContentState content, ItemState item, Citation source, List<ChatEvent> events)
    {
        if (content.Part < 0)
            Say(ChatEventKind.Text, item, content, default, events);
        (content.Sources ??= []).Add(source.Detach());
        events.Add(new ChatEvent(ChatEventKind.Citation, 0, content.Part, default, source));
    }

    private static bool IsSame(Citation one, Citation other) =>
        one.Url == other.Url && one.Title == other.Title && one.StartIndex == other.StartIndex && one.EndIndex == other.EndIndex;

    private static void AddLogprobs(ContentState content, RawJson list, int seen, List<ChatEvent> events)
    {
        if (list.Kind != JsonValueKind.Array)
            return;
        var logprobs = new Logprobs();
        var count = logprobs.Add(list, seen);
        if (count == 0)
            return;
        content.Logprobs += count;
        events.Add(ChatEvent.Of(ChatEventKind.Logprobs, logprobs.Build()));
    }
}
