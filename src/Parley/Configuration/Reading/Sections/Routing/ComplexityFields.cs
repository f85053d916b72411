using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing.complexity</c>.</summary>
internal static class ComplexityFields
{
    public static Shape<ComplexityOptions> Shape { get; } = new(new FieldList<ComplexityOptions>()
        .Add("tiers", Kinds.ListOf(Kinds.Group(Tier, node => new ComplexityTier { Node = node })), (complexity, list) => complexity with { Tiers = list }, "Targets by the complexity of requests, the simplest first.")
        .Add("keywords", Kinds.Texts, (complexity, list) => complexity with { Keywords = list }, "Words that show a hard request, in place of the built-in ones."));

    private static Shape<ComplexityTier> Tier => new(new FieldList<ComplexityTier>()
        .Add("up_to", Kinds.Number(0, 1), (tier, number) => tier with { UpTo = number }, "The most complex request that is for this tier, from 0 to 1.")
        .Add("targets", Kinds.Globs, (tier, list) => tier with { Targets = list }, "Its targets, as backend/model; * stands for any text.", required: true));
}
