using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The group <c>routing.model_translation</c>: what a backend is asked for in the place of a bare model name that it does not serve.</summary>
public sealed record TranslationOptions
{
    /// <summary>What is looked at.</summary>
    public TranslationMode Mode { get; init; } = TranslationMode.Strict;

    /// <summary>The name at a backend for a name that callers ask for: a model, or <c>backend/model</c>.</summary>
    public ImmutableDictionary<string, string> Models { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The name in the place of one that leads nowhere, by what the request is about (<c>code</c>, <c>image</c>), or for all others (<c>any</c>).</summary>
    public ImmutableDictionary<string, string> Substitutes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Rules for names of a pattern.</summary>
    public ImmutableArray<TranslationPattern> Patterns { get; init; } = [];
}

/// <summary>A rule for model names of a pattern.</summary>
public sealed record TranslationPattern
{
    /// <summary>The names.</summary>
    public Glob Pattern { get; init; }

    /// <summary>The backend that is for them; null for every one that serves the model.</summary>
    public string? Backend { get; init; }

    /// <summary>The model there; null for the name that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The larger number is looked at first.</summary>
    public int Priority { get; init; }

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}

/// <summary>What is looked at for a model name that a backend does not serve.</summary>
public enum TranslationMode
{
    /// <summary>Maps, then patterns; a name that is in neither leads nowhere.</summary>
    Strict,

    /// <summary>Maps alone.</summary>
    Exact,

    /// <summary>Patterns alone.</summary>
    Pattern,

    /// <summary>Maps, then patterns, then the backend's default model.</summary>
    Hybrid,
}
