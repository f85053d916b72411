using Parley.Dialects;

namespace Parley.Routing.Filters;

/// <summary>A target that counts tokens itself comes before those for which they are estimated.</summary>
internal sealed class CountingFilter : IRoutingFilter
{
    /// <summary>Its name.</summary>
    public const string Word = "counting";

    public string Name => Word;

    public bool OnlyChooses => true;

    public bool Defers => true;

    public bool Concerns(RoutingContext context) => context.Kind == OperationKind.CountTokens;

    public string? Refuse(RoutingContext context, Candidate candidate) => candidate.Target.Backend.Abilities.CountTokens ? null : "its tokens would only be estimated";
}
