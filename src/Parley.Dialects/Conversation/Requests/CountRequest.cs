namespace Parley.Dialects.Conversation;

/// <summary>Asks how many tokens a conversation has.</summary>
public sealed record CountRequest : ModelRequest
{
    /// <summary>The conversation; its model is the request's.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>The conversation as backends take it that count the prompt alone: without what says how the answer is to be written. Its limit leaves room for all thoughts, and is not sent.</summary>
    internal ChatRequest Prompt => Chat with
    {
        Model = Model,
        Stream = false,
        MaxTokens = int.MaxValue,
        Sampling = Sampling.Default,
        StopSequences = [],
        User = null,
        SafetyIdentifier = null,
        Metadata = default,
        ServiceTier = null,
    };
}
