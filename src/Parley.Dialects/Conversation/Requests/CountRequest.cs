namespace Parley.Dialects.Conversation;

/// <summary>Asks how many tokens a conversation has.</summary>
public sealed record CountRequest : ModelRequest
{
    /// <summary>The conversation; its model is the request's.</summary>
    public required ChatRequest Chat { get; init; }
}
