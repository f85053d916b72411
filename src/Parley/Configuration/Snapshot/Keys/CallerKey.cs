using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Parley.Configuration.Options;
using Parley.Dialects;

namespace Parley.Configuration;

/// <summary>A caller's key. Only its hash is kept.</summary>
/// <param name="Name">The operator's name for it.</param>
/// <param name="Hash">SHA-256 of the key.</param>
public sealed record CallerKey(string Name, ReadOnlyMemory<byte> Hash)
{
    /// <summary>What stays the same when the key is rotated; null for a key of the configuration, which is another when its value is.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made; null for a key of the configuration. What a key of its name used before is not its own.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The strategy for its requests; null for that of the model or of the section <c>routing</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>To which targets its requests are confined; null for all.</summary>
    public TargetLimits? Limits { get; init; }

    /// <summary>Whether whoever shows it may administer the gateway.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Whether whoever shows it may ask models.</summary>
    public bool MayCall { get; init; } = true;

    /// <summary>Whether whoever shows it may read costs and all decisions; administrators may.</summary>
    public bool MayRead { get => field || IsAdmin; init; }

    /// <summary>The team that it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Tags that all its requests have.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The limits of its own, besides those that the configuration has for all.</summary>
    public ImmutableArray<BudgetRule> Budgets { get; init; } = [];

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it is refused until it is enabled.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The networks that it may be shown from; null for all.</summary>
    public ImmutableArray<IPNetwork>? Networks { get; init; }

    /// <summary>What it may ask for; null for all.</summary>
    public KeyOperations? Operations { get; init; }

    /// <summary>Whether lossy translations of its requests are refused.</summary>
    public bool RejectsLoss { get; init; }

    /// <summary>The most tokens of an answer where a request does not say it; null leaves it to the provider.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The most tokens of an answer whatever a request says; null for any number.</summary>
    public int? MaxTokensLimit { get; init; }

    /// <summary>Whether it depends on time or place if it is taken.</summary>
    internal bool HasConditions => Expires is not null || IsDisabled || Networks is not null;

    /// <summary>Makes the entry of a key.</summary>
    public static CallerKey Of(string name, string key) => new(name, HashOf(key));

    /// <summary>SHA-256 of a key. A slow hash would be of no use: nobody can try out 256 random bits.</summary>
    public static ReadOnlyMemory<byte> HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether it may ask for something. Who may chat may have tokens counted.</summary>
    public bool May(OperationKind kind) => Operations is not { } allowed || (allowed & kind switch
    {
        OperationKind.Chat => KeyOperations.Chat,
        OperationKind.Embeddings => KeyOperations.Embeddings,
        OperationKind.Rerank => KeyOperations.Rerank,
        OperationKind.FillIn => KeyOperations.Fim,
        OperationKind.CountTokens => KeyOperations.CountTokens | KeyOperations.Chat,
        _ => KeyOperations.None,
    }) != KeyOperations.None;

    /// <summary>Whether it may be shown from an address.</summary>
    /// <param name="address">The address; null when nobody knows it.</param>
    public bool IsTakenFrom(IPAddress? address)
    {
        if (Networks is not { } networks)
            return true;
        if (address is null)
            return false;
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }
}

/// <summary>What a key may ask for.</summary>
[Flags]
public enum KeyOperations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Conversations in every dialect, whole texts (<c>completions</c>) among them.</summary>
    Chat = 1,

    /// <summary>The text between a prompt and a suffix.</summary>
    Fim = 2,

    /// <summary>Vectors of texts.</summary>
    Embeddings = 4,

    /// <summary>The order of documents.</summary>
    Rerank = 8,

    /// <summary>How many tokens a conversation has.</summary>
    CountTokens = 16,

    /// <summary>What backends pass through.</summary>
    Passthrough = 32,
}

/// <summary>What a key is for.</summary>
public enum KeyRole
{
    /// <summary>Asking models.</summary>
    Call,

    /// <summary>Reading costs and decisions.</summary>
    Read,

    /// <summary>Administering the gateway.</summary>
    Admin,
}
