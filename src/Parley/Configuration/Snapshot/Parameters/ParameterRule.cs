using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>What a backend does with one parameter of a chat, for some of its models.</summary>
public sealed record ParameterRule
{
    /// <summary>The parameter, as OpenAI Chat calls it (<c>max_tokens</c>, <c>temperature</c>, <c>reasoning_effort</c>), or any other member at the top of a request in the backend's own dialect.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>The models of the backend for which it holds; empty for all.</summary>
    public ImmutableArray<Glob> Models { get; init; } = [];

    /// <summary>What happens.</summary>
    public ParameterAction Action { get; init; }

    /// <summary>The name at the backend, for <see cref="ParameterAction.Rename"/>.</summary>
    public string? To { get; init; }

    /// <summary>The value, for <see cref="ParameterAction.Set"/>.</summary>
    public string? Value { get; init; }

    /// <summary>The least that passes, for <see cref="ParameterAction.Clamp"/>.</summary>
    public double? Least { get; init; }

    /// <summary>The most that passes, for <see cref="ParameterAction.Clamp"/>.</summary>
    public double? Most { get; init; }

    /// <summary>The entry in the file; null for rules made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }

    /// <summary>Whether it holds for a model.</summary>
    public bool IsFor(string model) => Models.IsEmpty || ModelPatterns.Any(Models, model);
}

/// <summary>What happens to a parameter.</summary>
public enum ParameterAction
{
    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>It is sent under another name.</summary>
    Rename,

    /// <summary>It is brought into a range.</summary>
    Clamp,

    /// <summary>It is given a value, whatever the caller said.</summary>
    Set,

    /// <summary>A request that says it is refused, or goes to the next target.</summary>
    Reject,
}
