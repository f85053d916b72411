using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Routing.Filters;

/// <summary>Keys and model names may be confined to targets on some hardware, in some regions, with some tags. A backend that does not say where it stands is nowhere.</summary>
internal sealed class PlacementFilter : IRoutingFilter
{
    public string Name => "placement";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.HasNameLimits || context.Caller?.Limits is not null;

    public string? Refuse(RoutingContext context, Candidate candidate) => Refuse(context.Caller?.Limits, candidate.Target.Backend) ?? Refuse(candidate.Origin?.Route?.Limits, candidate.Target.Backend);

    internal static string? Refuse(TargetLimits? limits, Backend backend)
    {
        if (limits is null)
            return null;
        if (limits.Hardware is { } hardware && !ModelPatterns.Any(hardware, backend.Hardware))
            return backend.Hardware.Length == 0 ? "it does not say what it runs on" : $"it runs on {backend.Hardware}";
        if (limits.Regions is { } regions && (backend.Region is null || !ModelPatterns.Any(regions, backend.Region)))
            return backend.Region is null ? "it does not say where it stands" : $"it stands in {backend.Region}";
        return limits.Tags is { } tags && Missing(tags, backend.Tags) is { } tag ? $"it lacks the tag {tag}" : null;
    }

    private static string? Missing(ImmutableArray<string> wanted, ImmutableArray<string> tags)
    {
        foreach (var tag in wanted)
        {
            if (!tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
                return tag;
        }
        return null;
    }
}
