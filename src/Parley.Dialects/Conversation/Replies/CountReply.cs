namespace Parley.Dialects.Conversation;

/// <summary>How many tokens a conversation has.</summary>
public sealed record CountReply : ModelReply
{
    /// <summary>The number, and whether it is the provider's or an estimate.</summary>
    public required TokenCount Tokens { get; init; }
}
