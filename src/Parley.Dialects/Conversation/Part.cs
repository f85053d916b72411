using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>One piece of a message. Order is meaning: parts are never sorted into buckets.</summary>
public abstract record Part
{
    // Boxed, since few parts have one.
    private readonly object? _signature;

    private protected Part()
    {
    }

    /// <summary>A prompt-cache breakpoint behind this part; null for none.</summary>
    public CacheHint? Cache { get; init; }

    /// <summary>
    /// An opaque token by which the maker of this part recognises it again (Anthropic <c>signature</c>, Gemini <c>thoughtSignature</c>).
    /// Sent back byte for byte, only to the dialect that signed it.
    /// </summary>
    public PartSignature? Signature { get => (PartSignature?)_signature; init => _signature = value; }

    /// <summary>Unknown members of the part.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Text.</summary>
/// <param name="Text">The text; may be empty where a signature hangs on it.</param>
public sealed record TextPart(JsonText Text) : Part
{
    /// <summary>True when the wire had a bare string in place of a list of parts; a dialect that knows both forms writes it so again.</summary>
    public bool IsBare { get; init; }

    /// <summary>Sources that the text rests on.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];
}

/// <summary>What a model thought before it answered.</summary>
/// <param name="Text">The thought or its summary; empty when it is withheld.</param>
public sealed record ReasoningPart(JsonText Text) : Part
{
    /// <summary>The encrypted form of a withheld thought (Anthropic <c>redacted_thinking.data</c>); empty when there is none.</summary>
    public JsonText RedactedData { get; init; }
}

/// <summary>The model declines; OpenAI carries this apart from the text.</summary>
/// <param name="Text">What the model says.</param>
public sealed record RefusalPart(JsonText Text) : Part;

/// <summary>An image, sound, film or document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">Where its bytes are.</param>
public sealed record MediaPart(MediaKind Kind, MediaSource Source) : Part
{
    /// <summary>The media type, for instance <c>image/png</c>; null when the wire does not say.</summary>
    public string? MediaType { get; init; }

    /// <summary>A file name or title.</summary>
    public string? Name { get; init; }

    /// <summary>How closely to look: OpenAI's <c>low</c>, <c>high</c>, <c>auto</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>True when the model is asked to cite this document.</summary>
    public bool WantsCitations { get; init; }
}

/// <summary>The model asks for a tool to be run.</summary>
/// <param name="Id">Pairs the call with its result; invented deterministically where the wire has none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">What to call it with.</param>
public sealed record ToolCallPart(string Id, string Name, ToolArguments Arguments) : Part
{
    /// <summary>True for OpenAI's custom tools, whose input is free text and not JSON.</summary>
    public bool IsCustom { get; init; }

    /// <summary>True when the wire had no id and this one was invented.</summary>
    public bool IdIsInvented { get; init; }
}

/// <summary>What a tool answered.</summary>
/// <param name="ToolCallId">The call that it answers.</param>
/// <param name="Content">Text, images, documents; empty for no output.</param>
public sealed record ToolResultPart(string ToolCallId, IReadOnlyList<Part> Content) : Part
{
    /// <summary>The tool's name; null where the wire pairs by id alone.</summary>
    public string? Name { get; init; }

    /// <summary>True when the wire had no id and this result was paired by name and order (Ollama, Gemini 2).</summary>
    public bool IdIsInvented { get; init; }

    /// <summary>True when the tool failed; null when the wire does not say.</summary>
    public bool? IsError { get; init; }

    /// <summary>The result as one JSON object, where the wire has it so (Gemini <c>functionResponse.response</c>); absent otherwise. <see cref="Content"/> then holds its text.</summary>
    public RawJson Json { get; init; }
}

/// <summary>A block that only its own dialect understands: server-side tools and their results, compaction, containers. Other dialects drop and record it.</summary>
/// <param name="Dialect">The dialect that read it.</param>
/// <param name="Type">The block's type on the wire.</param>
/// <param name="Json">The whole block.</param>
public sealed record OpaquePart(string Dialect, string Type, RawJson Json) : Part
{
    /// <summary>True for a reference to something that the caller did not send (OpenAI <c>item_reference</c>): without it something else would be asked, so it is never left out.</summary>
    public bool IsReference { get; init; }

    /// <summary>True for a type that its own dialect does not document either: whoever speaks it may know better, for all others it is a mistake of the caller's.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>A signature and who can verify it.</summary>
/// <param name="Dialect">The dialect that signed.</param>
/// <param name="Value">The token, never looked into.</param>
public readonly record struct PartSignature(string Dialect, JsonText Value);

/// <summary>A prompt-cache breakpoint.</summary>
/// <param name="TimeToLive">Anthropic's <c>5m</c> or <c>1h</c>; null for the provider's default.</param>
public sealed record CacheHint(string? TimeToLive = null);

/// <summary>A source that a text rests on.</summary>
public sealed record Citation
{
    /// <summary>The address of the source; null for a document of the request.</summary>
    public string? Url { get; init; }

    /// <summary>The title of the source.</summary>
    public string? Title { get; init; }

    /// <summary>The words that are cited.</summary>
    public JsonText CitedText { get; init; }

    /// <summary>Where the span that rests on the source starts in the text of its part, in characters (UTF-16); without a span, all of the part rests on it.</summary>
    public int? StartIndex { get; init; }

    /// <summary>Where it ends, exclusive.</summary>
    public int? EndIndex { get; init; }

    /// <summary>The dialect that read the citation.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>The whole citation as its dialect had it; written again only there.</summary>
    public RawJson Native { get; init; }

    /// <summary>The citation of a text of this length: a span ends where the text does. One of which nothing is left then, and one that runs backwards, is none; one that is empty by itself stays where it is.</summary>
    internal Citation Within(int length) =>
        StartIndex > length || StartIndex > EndIndex || StartIndex == length && EndIndex != length ? this with { StartIndex = null, EndIndex = null } : EndIndex > length ? this with { EndIndex = length } : this;

    /// <summary>The citations of a text, with their spans within it.</summary>
    internal static IReadOnlyList<Citation> AllWithin(JsonText text, IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
            return citations;
        var length = text.ToString().Length;
        return [.. citations.Select(citation => citation.Within(length))];
    }

    /// <summary>An index as a wire says it: null for what is none; one that is too large lies behind every text.</summary>
    internal static int? Index(long? said) => said is >= 0 and var index ? (int)Math.Min(index, int.MaxValue) : null;
}

/// <summary>What kind of medium a part is.</summary>
public enum MediaKind
{
    /// <summary>A still image.</summary>
    Image,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>A film.</summary>
    Video,

    /// <summary>A PDF, a plain text or another file.</summary>
    Document,
}
