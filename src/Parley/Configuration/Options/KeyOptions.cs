using System.Collections.Immutable;
using System.Net;

namespace Parley.Configuration.Options;

/// <summary>An entry of <c>keys</c>: a key that callers may show.</summary>
public sealed record KeyOptions
{
    /// <summary>The operator's name for it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key.</summary>
    public SecretSetting? Key { get; init; }

    /// <summary>The strategy for its requests; null for that of the model or of the section <c>routing</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>To which targets its requests are confined.</summary>
    public TargetLimits Limits { get; init; } = new();

    /// <summary>Whether whoever shows it may administer the gateway.</summary>
    public bool Admin { get; init; }

    /// <summary>What it is for: asking models when nothing is said.</summary>
    public ImmutableArray<KeyRole> Roles { get; init; } = [KeyRole.Call];

    /// <summary>Who is responsible for it; null for nobody in particular.</summary>
    public string? Owner { get; init; }

    /// <summary>The team that it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Tags that all its requests have.</summary>
    public ImmutableArray<string> RequestTags { get; init; } = [];

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The networks that it may be shown from; null for all.</summary>
    public ImmutableArray<IPNetwork>? Networks { get; init; }

    /// <summary>What it may ask for; null for all.</summary>
    public ImmutableArray<KeyOperations>? Operations { get; init; }

    /// <summary>Whether translations of its requests may lose anything.</summary>
    public ConversionPolicy Conversion { get; init; }

    /// <summary>The most tokens of an answer where a request does not say it.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The most tokens of an answer whatever a request says.</summary>
    public int? MaxTokensLimit { get; init; }

    /// <summary>How much it may use.</summary>
    public KeyBudgetOptions Budgets { get; init; } = new();

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
