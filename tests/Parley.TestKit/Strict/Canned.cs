namespace Parley.TestKit.Strict;

/// <summary>What a fake provider's model answers, in no dialect. Each provider of the kit writes it as the real one would.</summary>
/// <param name="Parts">Thoughts, texts and calls in order.</param>
public sealed record CannedAnswer(params IReadOnlyList<CannedPart> Parts)
{
    /// <summary>Why the model stopped; calls override <see cref="CannedEnding.Natural"/> where a dialect says so.</summary>
    public CannedEnding Ending { get; init; }

    /// <summary>The stop sequence that was hit; null for none.</summary>
    public string? StoppedAt { get; init; }

    /// <summary>What it cost.</summary>
    public CannedTokens Tokens { get; init; } = new(11, 0, 5, 0);

    /// <summary>All texts together.</summary>
    public string Text => string.Concat(Parts.OfType<CannedText>().SelectMany(static text => text.Pieces));

    /// <summary>All thoughts together.</summary>
    public string Thought => string.Concat(Parts.OfType<CannedThought>().SelectMany(static thought => thought.Pieces));

    /// <summary>The calls in order.</summary>
    public IReadOnlyList<CannedCall> Calls => [.. Parts.OfType<CannedCall>()];

    /// <summary>A text in the pieces in which it is streamed.</summary>
    public static CannedAnswer Saying(params string[] pieces) => new(new CannedText(pieces));
}

/// <summary>Something that a model says.</summary>
public abstract record CannedPart;

/// <summary>A text.</summary>
/// <param name="Pieces">As it is streamed.</param>
public sealed record CannedText(params IReadOnlyList<string> Pieces) : CannedPart;

/// <summary>A thought.</summary>
/// <param name="Pieces">As it is streamed.</param>
public sealed record CannedThought(params IReadOnlyList<string> Pieces) : CannedPart;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Pieces">The arguments as JSON, as they are streamed; none for a tool without arguments.</param>
public sealed record CannedCall(string Name, params IReadOnlyList<string> Pieces) : CannedPart
{
    /// <summary>The arguments whole.</summary>
    public string Arguments => Pieces.Count == 0 ? "{}" : string.Concat(Pieces);
}

/// <summary>Why a model stopped.</summary>
public enum CannedEnding
{
    /// <summary>It had said everything.</summary>
    Natural,

    /// <summary>It reached the token limit.</summary>
    Length,

    /// <summary>It came to a stop sequence.</summary>
    StopSequence,

    /// <summary>A filter of the provider, or the model itself, refused.</summary>
    Refused,
}

/// <summary>Numbers of tokens, each including what follows it.</summary>
/// <param name="Prompt">The whole prompt.</param>
/// <param name="Cached">What of it came from the cache.</param>
/// <param name="Answer">The whole answer.</param>
/// <param name="Thoughts">What of it was thought.</param>
public sealed record CannedTokens(int Prompt, int Cached, int Answer, int Thoughts);
