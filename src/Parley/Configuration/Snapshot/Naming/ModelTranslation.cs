using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>What a backend is asked for in the place of a bare model name: by its own map, the common map, patterns, or its default model.</summary>
internal static class ModelTranslation
{
    /// <summary>The model of a backend for a name; null when the name does not lead there.</summary>
    /// <param name="options">What the operator said.</param>
    /// <param name="backend">The backend.</param>
    /// <param name="asked">The name that was asked for.</param>
    /// <param name="serves">Whether the backend serves a name as it is.</param>
    public static Translated? Of(TranslationOptions? options, Backend backend, string asked, Func<string, bool> serves)
    {
        var mode = options?.Mode ?? TranslationMode.Exact;
        if (mode != TranslationMode.Pattern && ByMap(options, backend, asked, serves) is { } mapped)
            return mapped;
        if (serves(asked))
            return new Translated(asked, NameFit.Served);
        if (mode != TranslationMode.Exact && ByPattern(options!.Patterns, backend, asked, serves) is { } matched)
            return matched;
        return mode == TranslationMode.Hybrid && backend.DefaultModel is { Length: > 0 } own ? new Translated(own, NameFit.Default) : null;
    }

    private static Translated? ByMap(TranslationOptions? options, Backend backend, string asked, Func<string, bool> serves)
    {
        if (backend.ModelMap.TryGetValue(asked, out var own))
            return new Translated(own, NameFit.Mapped);
        if (options is null || !options.Models.TryGetValue(asked, out var common))
            return null;
        var slash = common.IndexOf('/');
        if (slash > 0 && common.AsSpan(0, slash).Equals(backend.Id, StringComparison.OrdinalIgnoreCase))
            return new Translated(common[(slash + 1)..], NameFit.Mapped);
        return serves(common) ? new Translated(common, NameFit.Mapped) : null;
    }

    private static Translated? ByPattern(ImmutableArray<TranslationPattern> patterns, Backend backend, string asked, Func<string, bool> serves)
    {
        Translated? best = null;
        var priority = 0;
        foreach (var rule in patterns)
        {
            var isIts = rule.Backend is { } id ? id.Equals(backend.Id, StringComparison.OrdinalIgnoreCase) : rule.Model is { } model && serves(model);
            // Of two with the same priority the first in the file holds.
            if (!isIts || (best is not null && rule.Priority <= priority) || !rule.Pattern.Matches(asked))
                continue;
            best = new Translated(rule.Model ?? asked, NameFit.Matched) { Priority = rule.Priority };
            priority = rule.Priority;
        }
        return best;
    }
}

/// <summary>The model of a backend for a name, and how well the name fits it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Fit">How it was found.</param>
internal readonly record struct Translated(string Model, NameFit Fit)
{
    /// <summary>Of the pattern that was found.</summary>
    public int Priority { get; init; }
}

/// <summary>How a name led to a target; the later, the better it fits.</summary>
public enum NameFit
{
    /// <summary>The backend has nothing of that name, and uses its default model.</summary>
    Default,

    /// <summary>The backend serves the name as it is, or the operator listed the target under it.</summary>
    Served,

    /// <summary>A pattern led there.</summary>
    Matched,

    /// <summary>A map led there.</summary>
    Mapped,
}
