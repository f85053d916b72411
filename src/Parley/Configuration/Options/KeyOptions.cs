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

    /// <summary>The team that it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Tags that all its requests have.</summary>
    public System.Collections.Immutable.ImmutableArray<string> RequestTags { get; init; } = [];

    /// <summary>How much it may use.</summary>
    public KeyBudgetOptions Budgets { get; init; } = new();

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
