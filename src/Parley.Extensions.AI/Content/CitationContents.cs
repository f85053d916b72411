using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Content;

/// <summary>Sources that a text rests on, in both forms.</summary>
internal static class CitationContents
{
    /// <summary>The annotations of a text; null when there are none.</summary>
    public static IList<AIAnnotation>? AnnotationsOf(IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
            return null;
        var annotations = new List<AIAnnotation>(citations.Count);
        for (var i = 0; i < citations.Count; i++)
            annotations.Add(AnnotationOf(citations[i]));
        return annotations;
    }

    /// <summary>A citation as an annotation.</summary>
    public static CitationAnnotation AnnotationOf(Citation citation) => new()
    {
        Title = citation.Title,
        Url = Uri.TryCreate(citation.Url, UriKind.Absolute, out var address) ? address : null,
        Snippet = citation.CitedText.IsEmpty ? null : citation.CitedText.ToString(),
        AnnotatedRegions = citation.StartIndex is null && citation.EndIndex is null ? null : [new TextSpanAnnotatedRegion { StartIndex = citation.StartIndex, EndIndex = citation.EndIndex }],
        RawRepresentation = citation,
    };

    /// <summary>The citations of a content.</summary>
    public static IReadOnlyList<Citation> Of(AIContent content, ConversionLog log, string place)
    {
        if (content.Annotations is not { Count: > 0 } annotations)
            return [];
        var citations = new List<Citation>(annotations.Count);
        for (var i = 0; i < annotations.Count; i++)
            Add(annotations[i] ?? throw Given.Missing($"{place}.Annotations[{i}]"), citations, log, $"{place}.Annotations[{i}]");
        return citations;
    }

    private static void Add(AIAnnotation annotation, List<Citation> citations, ConversionLog log, string place)
    {
        if (annotation.RawRepresentation is Citation told)
        {
            citations.Add(told);
            return;
        }
        if (annotation is not CitationAnnotation said)
        {
            log.Dropped(place, annotation.GetType().Name);
            return;
        }
        if (said.FileId is not null)
            log.Dropped($"{place}.FileId", said.FileId);
        if (said.ToolName is not null)
            log.Dropped($"{place}.ToolName", said.ToolName);
        var citation = new Citation { Url = said.Url?.AbsoluteUri, Title = said.Title, CitedText = said.Snippet };
        if (said.AnnotatedRegions is not { Count: > 0 } regions)
            citations.Add(citation);
        else
            AddRegions(citation, regions, citations, log, place);
    }

    private static void AddRegions(Citation citation, IList<AnnotatedRegion> regions, List<Citation> citations, ConversionLog log, string place)
    {
        foreach (var region in regions)
        {
            if (region is TextSpanAnnotatedRegion span)
                citations.Add(citation with { StartIndex = span.StartIndex, EndIndex = span.EndIndex });
            else
                log.Dropped($"{place}.AnnotatedRegions", region?.GetType().Name);
        }
    }
}
