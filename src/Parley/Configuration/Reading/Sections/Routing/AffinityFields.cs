using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing.affinity</c>.</summary>
internal static class AffinityFields
{
    public static Shape<AffinityOptions> Shape { get; } = new(new FieldList<AffinityOptions>()
        .Add("enabled", Kinds.Flag, (affinity, flag) => affinity with { Enabled = flag }, "Whether conversations stay where a provider has the beginning of their prompt in its cache.")
        .Add("sticky", Kinds.Flag, (affinity, flag) => affinity with { Sticky = flag }, "Whether strategies that only spread requests stick to the target that has read the beginning of a prompt.")
        .Add("lifetime_ms", Kinds.Milliseconds, (affinity, time) => affinity with { Lifetime = time }, "How long a provider is taken to keep a beginning after its last use.")
        .Add("saving", Kinds.Number(0, 1), (affinity, number) => affinity with { Saving = number }, "Which part of the price of cached tokens is saved, for strategies that reckon with costs."));
}
