using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>One object of a reply: a line of a stream, or the whole answer. Its texts are slices of the bytes that it was read from.</summary>
internal struct Line
{
    /// <summary>True when it has a member that only replies have.</summary>
    public bool IsReply;

    /// <summary>The model; empty when it is not said.</summary>
    public JsonText Model;

    /// <summary>The time; absent when it is not said.</summary>
    public RawJson CreatedAt;

    /// <summary>The text, of either operation.</summary>
    public JsonText Content;

    /// <summary>The thought, of either operation.</summary>
    public JsonText Thinking;

    /// <summary>The list of calls; absent without one.</summary>
    public RawJson ToolCalls;

    /// <summary>The list of images; absent without one.</summary>
    public RawJson Images;

    /// <summary>The list of log probabilities; absent without one.</summary>
    public RawJson Logprobs;

    /// <summary>True on the last line.</summary>
    public bool Done;

    /// <summary>Why it ended; null when it is not said.</summary>
    public string? DoneReason;

    /// <summary>Tokens of the prompt; null when it is not said, as for a prompt that was cached whole.</summary>
    public long? PromptTokens;

    /// <summary>Tokens of the answer; null when it is not said.</summary>
    public long? AnswerTokens;

    /// <summary>The durations; null without any.</summary>
    public Extras? Durations;

    /// <summary>The error; absent without one.</summary>
    public RawJson Error;

    /// <summary>Members of the last line that only it has: <c>context</c>.</summary>
    public Extras? Closing;

    /// <summary>Unknown members.</summary>
    public Extras? Extras;

    /// <summary>What the line says about usage.</summary>
    public readonly Usage ReadUsage()
    {
        var extras = Durations;
        if (!CreatedAt.IsAbsent)
            (extras ??= new Extras(DialectNames.Ollama)).AddSpelling("created_at", CreatedAt);
        return new Usage
        {
            Input = PromptTokens is { } prompt ? TokenCount.Exact(prompt) : default,
            Output = AnswerTokens is { } answer ? TokenCount.Exact(answer) : default,
            Extras = extras,
        };
    }
}
