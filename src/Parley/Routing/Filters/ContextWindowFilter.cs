namespace Parley.Routing.Filters;

/// <summary>A model whose context window is known to be too small for the request's estimated tokens is left out while a larger one is there.</summary>
internal sealed class ContextWindowFilter : IRoutingFilter
{
    public string Name => "context";

    public bool OnlyChooses => true;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        var needed = (long)context.Head.EstimatedInputTokens + (context.Head.MaxTokens ?? 0);
        return candidate.ContextWindow is { } window && window < needed ? $"about {needed} tokens do not fit into its {window}" : null;
    }
}
