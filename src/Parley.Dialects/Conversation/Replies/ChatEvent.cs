using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>What an event of a streamed answer carries.</summary>
public enum ChatEventKind : byte
{
    /// <summary>The answer begins; <see cref="ChatEvent.Detail"/> is a <see cref="ReplyStart"/>. First; once more, whole but for its extras, where a wire corrects it at the end.</summary>
    Start,

    /// <summary>A piece of text.</summary>
    Text,

    /// <summary>A piece of a thought.</summary>
    Reasoning,

    /// <summary>A piece of a refusal.</summary>
    Refusal,

    /// <summary>The signature of the part (text, thought or tool call): the token in <see cref="ChatEvent.Text"/>, the dialect that signed it in <see cref="ChatEvent.Detail"/>, a string.</summary>
    Signature,

    /// <summary>The encrypted form of a withheld thought.</summary>
    RedactedReasoning,

    /// <summary>A tool call begins; <see cref="ChatEvent.Detail"/> is a <see cref="ToolCallStart"/>.</summary>
    ToolCallStart,

    /// <summary>A piece of a tool call's arguments: JSON text, cut anywhere.</summary>
    ToolCallArguments,

    /// <summary>A source of the part's text, behind all of that text; <see cref="ChatEvent.Detail"/> is a <see cref="Conversation.Citation"/>.</summary>
    Citation,

    /// <summary>A medium that the model made; <see cref="ChatEvent.Detail"/> is a <see cref="MediaPart"/>.</summary>
    Media,

    /// <summary>A whole block that only its own dialect understands; <see cref="ChatEvent.Detail"/> is an <see cref="OpaquePart"/>.</summary>
    Opaque,

    /// <summary>Log probabilities of the text before; <see cref="ChatEvent.Detail"/> is a boxed <see cref="RawJson"/>, the OpenAI shape.</summary>
    Logprobs,

    /// <summary>Unknown members of the choice; <see cref="ChatEvent.Detail"/> is an <see cref="Conversation.Extras"/>.</summary>
    Extras,

    /// <summary>Unknown members of the message within the choice (OpenAI's delta); <see cref="ChatEvent.Detail"/> is an <see cref="Conversation.Extras"/>.</summary>
    MessageExtras,

    /// <summary>Unknown members of the reply that came after its start; <see cref="ChatEvent.Detail"/> is an <see cref="Conversation.Extras"/>.</summary>
    ReplyExtras,

    /// <summary>One choice ended; <see cref="ChatEvent.Detail"/> is a <see cref="Conversation.Finish"/>.</summary>
    Finish,

    /// <summary>What was used so far; <see cref="ChatEvent.Detail"/> is a <see cref="Conversation.Usage"/>. The last one wins, they are never added.</summary>
    Usage,

    /// <summary>The stream broke; <see cref="ChatEvent.Detail"/> is a <see cref="Conversation.Fault"/>. Nothing follows.</summary>
    Fault,

    /// <summary>The stream is complete. Once, last, unless a fault came.</summary>
    End,
}

/// <summary>
/// One step of a streamed answer. A value, so that a stream of text allocates nothing.
/// </summary>
/// <remarks>
/// <para><see cref="Part"/> numbers the parts of a choice in order. A new number begins a new part; there are no separate begin and end events, except that a tool call begins with its name.
/// Pieces of two parts may interleave (parallel tool calls of OpenAI).</para>
/// <para><see cref="Text"/> is a slice of the stream's buffer and valid until the next read; whoever keeps it detaches it.</para>
/// </remarks>
/// <param name="Kind">What it carries.</param>
/// <param name="Choice">The answer that it belongs to, from 0.</param>
/// <param name="Part">The part that it belongs to, from 0; 0 for events of the whole answer.</param>
/// <param name="Text">The piece of text.</param>
/// <param name="Detail">What the kind says; null for pieces of text, thought and refusal, but for the first of a part, which may bring the part's <see cref="Conversation.Extras"/>.</param>
public readonly record struct ChatEvent(ChatEventKind Kind, int Choice, int Part, JsonText Text = default, object? Detail = null)
{
    /// <summary>
    /// True for what a caller can see or act on. Nothing reaches the caller before the first such event, and until then a fault may fail over.
    /// </summary>
    public bool IsSemantic => Kind is ChatEventKind.ToolCallStart or ChatEventKind.Finish or ChatEventKind.RedactedReasoning or ChatEventKind.Opaque or ChatEventKind.Media
        || (Kind is ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.ToolCallArguments && !Text.IsEmpty);

    /// <summary>True when it carries what its kind says that it does; without it nobody could write it.</summary>
    public bool IsWhole => Kind switch
    {
        ChatEventKind.Start => Detail is ReplyStart,
        ChatEventKind.ToolCallStart => Detail is ToolCallStart { Id: not null, Name: not null },
        ChatEventKind.Citation => Detail is Citation,
        ChatEventKind.Media => Detail is MediaPart,
        ChatEventKind.Opaque => Detail is OpaquePart,
        ChatEventKind.Signature => Detail is string,
        ChatEventKind.Logprobs => Detail is RawJson { IsAbsent: false },
        ChatEventKind.Extras or ChatEventKind.MessageExtras or ChatEventKind.ReplyExtras => Detail is Extras,
        ChatEventKind.Finish => Detail is Finish,
        ChatEventKind.Usage => Detail is Usage,
        ChatEventKind.Fault => Detail is Fault,
        _ => true,
    };

    /// <summary>A copy that no longer depends on the stream's buffer.</summary>
    public ChatEvent Detach() => this with { Text = Text.Detach(), Detail = Detaching.OfDetail(Detail) };

    /// <summary>A whole-answer event.</summary>
    public static ChatEvent Of(ChatEventKind kind, object? detail = null, int choice = 0) => new(kind, choice, 0, default, detail);
}

/// <summary>What is known when an answer begins.</summary>
public sealed record ReplyStart
{
    /// <summary>The provider's id; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>Unix seconds; null when the wire does not say.</summary>
    public long? Created { get; init; }

    /// <summary>The tier that serves it.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The dialect that read it.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Unknown members of the reply's head.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>A tool call begins.</summary>
/// <param name="Id">Pairs the call with its result.</param>
/// <param name="Name">The tool.</param>
public sealed record ToolCallStart(string Id, string Name)
{
    /// <summary>True for OpenAI's custom tools, whose input is free text.</summary>
    public bool IsCustom { get; init; }

    /// <summary>True when the wire had no id and this one was invented.</summary>
    public bool IdIsInvented { get; init; }

    /// <summary>Unknown members of the call.</summary>
    public Extras? Extras { get; init; }
}
