using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The parts of an answer sorted into the members that OpenAI's message has for them.</summary>
internal sealed class GatheredAnswer
{
    private readonly TextSpans _spans = new();

    private GatheredAnswer()
    {
    }

    public List<JsonText> Texts { get; } = [];

    public List<JsonText> Refusals { get; } = [];

    public List<JsonText> Thoughts { get; } = [];

    public List<ToolCallPart> Calls { get; } = [];

    public List<Citation> Citations { get; } = [];

    public List<MediaPart> Images { get; } = [];

    /// <summary>Sorts the parts and records what has no place.</summary>
    public static GatheredAnswer Of(IReadOnlyList<Part> parts, ConversionLog log, string place)
    {
        var gathered = new GatheredAnswer();
        for (var i = 0; i < parts.Count; i++)
            gathered.Add(parts[i], i, log, $"{place}.content[{i}]");
        return gathered;
    }

    private void Add(Part part, int number, ConversionLog log, string place)
    {
        if (part.Signature is not null)
            log.Dropped($"{place}.signature");
        switch (part)
        {
            case TextPart { Extras: var extras } when extras.Spells(Spelling.Transcript):
                break;
            case TextPart text:
                AddText(Texts, text.Text);
                Cite(text, number, log, place);
                break;
            case RefusalPart refusal:
                AddText(Refusals, refusal.Text);
                break;
            case ReasoningPart reasoning:
                AddText(Thoughts, reasoning.Text);
                if (!reasoning.RedactedData.IsEmpty)
                    log.Dropped(place, "redacted reasoning");
                break;
            case ToolCallPart call:
                Calls.Add(call);
                break;
            case MediaPart media when ImageWriter.CanWrite(media):
                Images.Add(media);
                break;
            default:
                log.DroppedContent(place, part is OpaquePart opaque ? opaque.Type : (part as MediaPart)?.MediaType);
                break;
        }
    }

    private static void AddText(List<JsonText> texts, JsonText text)
    {
        if (!text.IsEmpty)
            texts.Add(text);
    }

    private void Cite(TextPart text, int number, ConversionLog log, string place)
    {
        _spans.Add(number, text.Text);
        foreach (var citation in text.Citations)
        {
            if (CitationWriter.CanWrite(citation))
                Citations.Add(_spans.Place(number, citation));
            else if (CitationWriter.IsLost(citation))
                log.Dropped($"{place}.citations", citation.Title);
        }
    }
}
