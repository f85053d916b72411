using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>parallel</c>.</summary>
internal static class ParallelFields
{
    private const int Most = 16;

    public static Shape<ParallelCallOptions> Shape { get; } = new(new FieldList<ParallelCallOptions>()
        .Add("mode", Kinds.Choice<ParallelMode>(), (parallel, mode) => parallel with { Mode = mode }, "Which answer counts: first, the one that begins first; fastest, the one that is complete first; all, the same, while the others are heard to their end.")
        .Add("max_targets", Kinds.Whole(2, Most), (parallel, number) => parallel with { MaxTargets = number }, "How many targets are asked at most.", aliases: ["maxTargets"]));
}
