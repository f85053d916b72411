using System.Collections.Immutable;

namespace Parley.Dialects;

/// <summary>What routing needs to know of a request, and where in the body the members are that the fast lane edits.</summary>
public sealed class RequestHead
{
    // Null is 0, all else has its sign turned.
    private readonly int _maxTokens;

    /// <summary>The model that is asked for; empty when the request names none.</summary>
    public required string Model { get; init; }

    /// <summary>Further models that the request names, to be asked when the first cannot answer, in this order.</summary>
    public ImmutableArray<string> Fallbacks { get; init; } = [];

    /// <summary>The members that name them. They are for whoever asks the models one after the other, and not for the upstream.</summary>
    public ImmutableArray<string> FallbackMembers { get; init; } = [];

    /// <summary>What the caller says of the request itself, as it stands there; absent when nothing is said.</summary>
    public Wire.RawJson Metadata { get; init; }

    /// <summary>True when the answer is to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>What the caller wants of the stream.</summary>
    public Conversation.StreamOptions StreamOptions { get; init; } = Conversation.StreamOptions.None;

    /// <summary>What the target must be able to do.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>The most tokens to write; null when not said.</summary>
    public int? MaxTokens { get => _maxTokens == 0 ? null : _maxTokens ^ int.MinValue; init => _maxTokens = value is { } most ? most ^ int.MinValue : 0; }

    /// <summary>How many answers are wanted, each of which may have so many tokens; 1 when nothing is said that could be counted.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>The tier that the request asks to be served under.</summary>
    public Conversation.ServiceTier ServiceTier { get; init; }

    /// <summary>The value of the <c>model</c> member within the body, quotes included; empty when the model is in the path.</summary>
    public Range ModelValue { get; init; }

    /// <summary>The value of <c>stream_options</c> within the body; empty when there is none.</summary>
    public Range StreamOptionsValue { get; init; }

    /// <summary>The list that must hold something and holds nothing (<c>messages</c>, <c>contents</c>): such a request cannot be asked. Null when all is there.</summary>
    public string? EmptyMember { get; init; }

    /// <summary>
    /// True when the body holds what an upstream of the same dialect refuses and only translation can leave out (Anthropic: thoughts that another provider had, and that nobody signed; OpenAI: a limit under both of its names).
    /// </summary>
    public bool NeedsTranslation { get; init; }

    /// <summary>What only an upstream with this very operation can be asked for, so that no other of its kind can stand in; null for nothing.</summary>
    public OwnDemand? Demand { get; init; }

    /// <summary>How many texts are to be embedded; 0 when it is something else that is asked.</summary>
    public int Inputs { get; init; }

    /// <summary>The id of the reply that the request goes on from (Responses: <c>previous_response_id</c>); null when it tells the whole conversation itself.</summary>
    public string? PreviousReply { get; init; }

    /// <summary>
    /// The member that refers to what only a server with a memory knows: an earlier reply, items of one, a kept conversation, a kept prompt; null when there is none.
    /// </summary>
    public string? StateMember { get; init; }

    /// <summary>Whether the reply is to be kept for later requests.</summary>
    public bool KeepsReply { get; init; }

    /// <summary>How many documents are to be ordered; 0 when it is something else that is asked.</summary>
    public int Documents { get; init; }

    /// <summary>The tokens of the prompt, estimated linearly from its bytes.</summary>
    public int EstimatedInputTokens { get; init; }
}

/// <summary>What a request demands that its own operation alone can say.</summary>
/// <param name="Place">The member, as a path.</param>
/// <param name="What">What is demanded, as it stands in a sentence: <c>several prompts at once</c>.</param>
public sealed record OwnDemand(string Place, string What);

/// <summary>Abilities that a request asks of a target.</summary>
[Flags]
public enum RequestNeeds
{
    /// <summary>Text in, text out.</summary>
    None = 0,

    /// <summary>It offers tools.</summary>
    Tools = 1,

    /// <summary>It shows images.</summary>
    Vision = 2,

    /// <summary>It plays sound.</summary>
    Audio = 4,

    /// <summary>It attaches documents.</summary>
    Documents = 8,

    /// <summary>It demands JSON after a schema.</summary>
    JsonSchema = 16,

    /// <summary>It asks for thoughts.</summary>
    Reasoning = 32,

    /// <summary>It streams.</summary>
    Streaming = 64,
}

/// <summary>The fast lane's edit of a request.</summary>
/// <param name="Model">The target's name of the model.</param>
/// <param name="AskUsage">Whether a stream must be asked for its usage.</param>
public readonly record struct Retarget(string Model, bool AskUsage)
{
    /// <summary>How the upstream deviates; null for not at all. The request <see cref="IOperationCodec.Fits">fits</see> it.</summary>
    public WireProfile? Profile { get; init; }
}
