using System.Collections.Immutable;
using Parley.Dialects;

namespace Parley.Configuration;

/// <summary>A provider as its catalog file describes it. A new provider of a known dialect is one such file and no code.</summary>
public sealed record ProviderDescriptor
{
    /// <summary>The word for a provider that speaks no dialect of its own and is described whole by <see cref="Rest"/>.</summary>
    public const string RestDialect = "rest";

    /// <summary>The name that configurations use as <c>type</c>: lower case, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The name to show.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Other names by which it is known.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The dialect that it speaks, see <see cref="DialectNames"/>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Further dialects that it speaks under the same address: callers of one of them are passed on in it, everybody else is translated to <see cref="Dialect"/>.</summary>
    public ImmutableArray<string> AlsoSpeaks { get; init; } = [];

    /// <summary>Where its API begins, possibly with <c>{placeholders}</c>; null where only the operator knows.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Hosts that are this provider's under whatever type an operator writes them, because calls would fail otherwise.</summary>
    public ImmutableArray<Glob> Hosts { get; init; } = [];

    /// <summary>How callers identify themselves.</summary>
    public ProviderAuth Auth { get; init; } = ProviderAuth.None;

    /// <summary>Environment variables that may hold the key, best first.</summary>
    public ImmutableArray<string> Env { get; init; } = [];

    /// <summary>Environment variables that may hold the base URL, best first.</summary>
    public ImmutableArray<string> EndpointEnv { get; init; } = [];

    /// <summary>The placeholders of <see cref="BaseUrl"/>, <see cref="Headers"/> and <see cref="Query"/>, by name.</summary>
    public ImmutableDictionary<string, Placeholder> Placeholders { get; init; } = ImmutableDictionary<string, Placeholder>.Empty;

    /// <summary>Headers of every request; one whose placeholder is not filled is left out.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Query parameters of every request; one whose placeholder is not filled is left out.</summary>
    public ImmutableDictionary<string, string> Query { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Paths that differ from the dialect's.</summary>
    public ImmutableDictionary<string, string> Paths { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the models are listed; null where no list is to be had.</summary>
    public ModelsEndpoint? ModelsEndpoint { get; init; }

    /// <summary>What to get in order to see whether a server is well, at no cost: relative to the backend's base address, with a leading slash to its host. Null asks for the list of models.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Where it says how loaded it is; null where it does not.</summary>
    public LoadEndpoint? LoadEndpoint { get; init; }

    /// <summary>How it is asked and answers, where its dialect is <see cref="RestDialect"/>; null for all others.</summary>
    public RestShape? Rest { get; init; }

    /// <summary>How it deviates from the dialect.</summary>
    public WireProfile Quirks { get; init; } = WireProfile.Default;

    /// <summary>What it does with single parameters of a chat, in this order.</summary>
    public ImmutableArray<ParameterRule> Parameters { get; init; } = [];

    /// <summary>What its API can do natively.</summary>
    public Abilities Abilities { get; init; } = new();

    /// <summary>The model to use when nobody names one.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Names and patterns of its models, by which bare model names find it.</summary>
    public ImmutableArray<Glob> Models { get; init; } = [];

    /// <summary>How long an attempt may take.</summary>
    public Timeouts Timeouts { get; init; } = Timeouts.Default;

    /// <summary>The providers whose prices are its own, by the names of their files in <c>catalog/models</c>; empty for its own name.</summary>
    public ImmutableArray<string> PricedAs { get; init; } = [];

    /// <summary>Whether it runs on hardware of one's own, so that no token of it is paid for.</summary>
    public bool OwnHardware { get; init; }

    /// <summary>What it usually runs on: <c>cloud</c>, or empty for the operator's own machines.</summary>
    public string Hardware { get; init; } = "cloud";

    /// <summary>How a local server of this kind is found; null for providers that are not looked for.</summary>
    public Detection? Detection { get; init; }

    /// <summary>Where its API is documented.</summary>
    public string? Docs { get; init; }

    /// <summary>True when it needs no credential.</summary>
    public bool IsKeyless => Auth.Scheme is AuthScheme.None || Auth.Optional;
}
