using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation.Folding;

/// <summary>Copies of events' details that no longer depend on the stream's buffer.</summary>
internal static class Detaching
{
    public static Usage Detach(this Usage usage) => usage.Extras is null ? usage : usage with { Extras = usage.Extras.Detach() };

    public static Finish Detach(this Finish finish) => finish.StopSequence is null ? finish : finish with { StopSequence = finish.StopSequence.Value.Detach() };

    public static Citation Detach(this Citation citation) => citation with { CitedText = citation.CitedText.Detach(), Native = citation.Native.Detach() };

    /// <summary>What an event says besides its text.</summary>
    public static object? OfDetail(object? detail) => detail switch
    {
        ReplyStart start => start with { Extras = start.Extras?.Detach() },
        ToolCallStart call => call with { Extras = call.Extras?.Detach() },
        Usage usage => usage.Detach(),
        Finish finish => finish.Detach(),
        Citation citation => citation.Detach(),
        Part part => part.Detach(),
        Extras extras => extras.Detach(),
        Fault fault => fault with { Extras = fault.Extras?.Detach() },
        RawJson json => json.Detach(),
        _ => detail,
    };

    /// <summary>A part that came in one piece: a medium or an opaque block.</summary>
    public static Part Detach(this Part part)
    {
        var copy = part switch
        {
            MediaPart media => media with { Source = media.Source.Detach() },
            OpaquePart opaque => opaque with { Json = opaque.Json.Detach() },
            _ => part,
        };
        return copy with
        {
            Extras = part.Extras?.Detach(),
            Signature = part.Signature is { } signature ? signature with { Value = signature.Value.Detach() } : null,
        };
    }

    /// <summary>The members of both, detached; of one name the later value stands at the place of the earlier.</summary>
    public static Extras? Merge(this Extras? earlier, Extras? later)
    {
        if (later is null)
            return earlier;
        if (earlier is null)
            return later.Detach();
        var merged = new Extras(earlier.Dialect);
        foreach (var (name, value) in earlier.Members)
            merged.Add(name, later[name] is { IsAbsent: false } newer ? newer.Detach() : value);
        foreach (var (name, value) in later.Members)
        {
            if (earlier[name].IsAbsent)
                merged.Add(name, value.Detach());
        }
        foreach (var (name, value) in earlier.Spellings)
            merged.AddSpelling(name, later.Spelling(name) is { IsAbsent: false } newer ? newer.Detach() : value);
        foreach (var (name, value) in later.Spellings)
        {
            if (earlier.Spelling(name).IsAbsent)
                merged.AddSpelling(name, value.Detach());
        }
        return merged;
    }

    private static MediaSource Detach(this MediaSource source) => source switch
    {
        MediaSource.Base64 inline => new MediaSource.Base64(inline.Data.Detach()),
        MediaSource.PlainText plain => new MediaSource.PlainText(plain.Text.Detach()),
        _ => source,
    };
}
