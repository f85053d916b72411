using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>What a message of Ollama is made of.</summary>
internal sealed class SortedParts(string separator)
{
    public JoinedText Text { get; } = new(separator);

    public JoinedText Thinking { get; } = new();

    public List<JsonText> Images { get; } = [];

    public List<(ToolCallPart Call, string Place)> Calls { get; } = [];
}

/// <summary>Sorts ordered parts into the members that Ollama has for them, and records what is moved or lost.</summary>
internal sealed class PartSorter(ConversionLog log)
{
    /// <summary>Between the texts of one message; what Ollama itself puts between messages of one role.</summary>
    private const string Paragraph = "\n\n";

    /// <summary>Sorts a run of parts.</summary>
    public SortedParts Sort(IReadOnlyList<Part> parts, int from, int to, string place, bool isAssistant)
    {
        var sorted = new SortedParts(isAssistant ? "" : Paragraph);
        for (var i = from; i < to; i++)
        {
            var partPlace = parts[i] is TextPart { IsBare: true } ? place + ".content" : $"{place}.content[{i}]";
            Sort(parts[i], sorted, partPlace);
            RecordHints(parts[i], partPlace);
        }
        if (sorted.Text.Count > 1)
            log.Moved(place + ".content", "one text");
        return sorted;
    }

    private void Sort(Part part, SortedParts sorted, string place)
    {
        switch (part)
        {
            case TextPart text:
                sorted.Text.Add(text.Text);
                if (text.Citations.Count > 0)
                    log.Dropped(place + ".citations");
                break;
            case RefusalPart refusal:
                sorted.Text.Add(refusal.Text);
                log.Moved(place + ".refusal", "content");
                break;
            case ReasoningPart reasoning:
                SortReasoning(reasoning, sorted, place);
                break;
            case MediaPart media:
                SortMedia(media, sorted, place);
                break;
            case ToolCallPart call:
                sorted.Calls.Add((call, place));
                break;
            case OpaquePart opaque:
                log.DroppedContent(place, opaque.Type);
                break;
            default:
                log.DroppedContent(place);
                break;
        }
    }

    /// <summary>A thought that another provider signed is for that provider alone; an unsigned one may well have come from here.</summary>
    private void SortReasoning(ReasoningPart reasoning, SortedParts sorted, string place)
    {
        if (reasoning.Signature is null && reasoning.RedactedData.IsEmpty)
            sorted.Thinking.Add(reasoning.Text);
        else
            log.DroppedContent(place, "reasoning");
    }

    private void SortMedia(MediaPart media, SortedParts sorted, string place)
    {
        switch (media.Source)
        {
            case MediaSource.Base64 bytes when media.Kind == MediaKind.Image:
                if (sorted.Text.Count > 0)
                    log.Moved(place, "images");
                sorted.Images.Add(bytes.Data);
                break;
            case MediaSource.PlainText document:
                sorted.Text.Add(document.Text);
                log.Emulated(place, media.Name ?? "document", "text");
                break;
            default:
                log.DroppedContent(place, $"{media.Kind}, {media.Source.GetType().Name}");
                break;
        }
        if (media.Detail is not null)
            log.Dropped(place + ".detail", media.Detail);
        if (media.WantsCitations)
            log.Dropped(place + ".citations", "true");
        if (media.Name is not null)
            log.Dropped(place + ".name", media.Name);
    }

    private void RecordHints(Part part, string place)
    {
        if (part.Cache is not null)
            log.Dropped(place + ".cache_control", part.Cache.TimeToLive);
        if (part is TextPart && part.Signature is not null)
            log.Dropped(place + ".signature");
        if (part is not ToolCallPart)
            part.Extras.Record(log, place);
    }
}
