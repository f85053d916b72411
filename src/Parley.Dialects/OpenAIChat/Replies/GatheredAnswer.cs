using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The parts of an answer sorted into the members that OpenAI's message has for them.</summary>
internal sealed class GatheredAnswer
{
    private TextSpans? _spans;
    private List<JsonText>? _texts;
    private List<JsonText>? _refusals;
    private List<JsonText>? _thoughts;
    private List<ToolCallPart>? _calls;
    private List<Citation>? _citations;
    private List<MediaPart>? _images;

    private GatheredAnswer()
    {
    }

    public IReadOnlyList<JsonText> Texts => _texts ?? (IReadOnlyList<JsonText>)[];

    public IReadOnlyList<JsonText> Refusals => _refusals ?? (IReadOnlyList<JsonText>)[];

    public IReadOnlyList<JsonText> Thoughts => _thoughts ?? (IReadOnlyList<JsonText>)[];

    public IReadOnlyList<ToolCallPart> Calls => _calls ?? (IReadOnlyList<ToolCallPart>)[];

    public IReadOnlyList<Citation> Citations => _citations ?? (IReadOnlyList<Citation>)[];

    public IReadOnlyList<MediaPart> Images => _images ?? (IReadOnlyList<MediaPart>)[];

    /// <summary>Sorts the parts and records what has no place.</summary>
    public static GatheredAnswer Of(IReadOnlyList<Part> parts, ConversionLog log, Place place)
    {
        var gathered = new GatheredAnswer { _spans = Cites(parts) ? new TextSpans() : null };
        for (var i = 0; i < parts.Count; i++)
            gathered.Add(parts[i], i, log, place.Content(i));
        return gathered;
    }

    private void Add(Part part, int number, ConversionLog log, Place place)
    {
        if (part.Signature is not null)
            log.Dropped($"{place}.signature");
        switch (part)
        {
            case TextPart { Extras: var extras } when extras.Spells(Spelling.Transcript):
                break;
            case TextPart text:
                AddText(ref _texts, text.Text);
                Cite(text, number, log, place);
                break;
            case RefusalPart refusal:
                AddText(ref _refusals, refusal.Text);
                break;
            case ReasoningPart reasoning:
                AddText(ref _thoughts, reasoning.Text);
                if (!reasoning.RedactedData.IsEmpty)
                    log.Dropped(place, "redacted reasoning");
                break;
            case ToolCallPart call:
                (_calls ??= []).Add(call);
                break;
            case MediaPart media when ImageWriter.CanWrite(media):
                (_images ??= []).Add(media);
                break;
            default:
                log.DroppedContent(place, part is OpaquePart opaque ? opaque.Type : (part as MediaPart)?.MediaType);
                break;
        }
    }

    /// <summary>Spans are counted through all of the text, and not counted where nothing is cited.</summary>
    private static bool Cites(IReadOnlyList<Part> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is TextPart { Citations.Count: > 0 })
                return true;
        }
        return false;
    }

    private static void AddText(ref List<JsonText>? texts, JsonText text)
    {
        if (!text.IsEmpty)
            (texts ??= new List<JsonText>(1)).Add(text);
    }

    private void Cite(TextPart text, int number, ConversionLog log, Place place)
    {
        _spans?.Add(number, text.Text);
        foreach (var citation in text.Citations)
        {
            if (CitationWriter.CanWrite(citation))
                (_citations ??= []).Add(_spans!.InWhole(number, citation));
            else if (CitationWriter.IsLost(citation))
                log.Dropped($"{place}.citations", citation.Title);
        }
    }
}
