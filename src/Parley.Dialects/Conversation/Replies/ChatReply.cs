using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A whole answer, in no dialect. Texts are slices of the body that it was read from, or were folded from a stream.</summary>
public sealed record ChatReply : ModelReply
{
    /// <summary>An answer that is one text.</summary>
    public static ChatReply Of(string text) => new() { Choices = [new Choice(0, [new TextPart(text)], new Finish(FinishReason.Stop))] };

    /// <summary>When it was made, in Unix seconds; null when the wire does not say.</summary>
    public long? Created { get; init; }

    /// <summary>The answers; more than one only when the caller asked for several.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>The text of the first answer, whatever stands between its pieces; empty where it has none.</summary>
    public string Text => Choices.Count == 0 ? "" : string.Concat(Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));

    /// <summary>The tool calls of the first answer.</summary>
    public IEnumerable<ToolCallPart> ToolCalls => Choices.Count == 0 ? [] : Choices[0].Parts.OfType<ToolCallPart>();

    /// <summary>The tier that served it.</summary>
    public string? ServiceTier { get; init; }
}

/// <summary>One of the answers.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Parts">What the model said, in order; may be empty.</param>
/// <param name="Finish">Why it ended.</param>
public sealed record Choice(int Index, IReadOnlyList<Part> Parts, Finish Finish)
{
    /// <summary>Log probabilities as OpenAI shapes them (<c>{"content":[...]}</c>), the form that two dialects share; absent when not asked.</summary>
    public RawJson Logprobs { get; init; }

    /// <summary>Unknown members of the choice and of its message.</summary>
    public Extras? Extras { get; init; }

    /// <summary>Unknown members of the message within the choice.</summary>
    public Extras? MessageExtras { get; init; }
}

/// <summary>Why an answer ended.</summary>
/// <param name="Reason">The reason that all dialects share.</param>
/// <param name="Native">The word on the wire; written again by the dialect that read it.</param>
public sealed record Finish(FinishReason Reason, string? Native = null)
{
    // Boxed, since nearly none has one.
    private readonly object? _stopSequence;

    /// <summary>The stop sequence that matched; null when none did or it is not said.</summary>
    public JsonText? StopSequence { get => (JsonText?)_stopSequence; init => _stopSequence = value; }

    /// <summary>The dialect of <see cref="Native"/>.</summary>
    public string Dialect { get; init; } = "";
}

/// <summary>Why an answer ended. Each dialect has one table from its words to these and back, which unary and streaming share.</summary>
public enum FinishReason
{
    /// <summary>The wire did not say.</summary>
    Unknown,

    /// <summary>The model was done.</summary>
    Stop,

    /// <summary>A stop sequence of the caller matched.</summary>
    StopSequence,

    /// <summary>The token limit was reached.</summary>
    Length,

    /// <summary>The model waits for tool results.</summary>
    ToolCalls,

    /// <summary>A filter of the provider removed the answer.</summary>
    ContentFilter,

    /// <summary>The model declined.</summary>
    Refusal,

    /// <summary>The provider paused a long turn; the caller sends the answer back to go on.</summary>
    Paused,

    /// <summary>The context window is full.</summary>
    ContextWindow,

    /// <summary>The model wrote a tool call that cannot be read.</summary>
    MalformedToolCall,

    /// <summary>The provider failed in the middle.</summary>
    Error,

    /// <summary>Another reason, kept in <see cref="Finish.Native"/>.</summary>
    Other,
}
