using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Makes the entry of a key of what was said of it. The same for keys of the configuration and of a store.</summary>
internal static class KeyCompiler
{
    /// <summary>The entry.</summary>
    /// <param name="key">What was said, checked before.</param>
    /// <param name="hash">SHA-256 of its value.</param>
    public static CallerKey Compile(KeyOptions key, ReadOnlyMemory<byte> hash) => new(key.Name, hash)
    {
        Strategy = key.Strategy,
        Limits = key.Limits.OrNull,
        IsAdmin = key.Admin || key.Roles.Contains(KeyRole.Admin),
        MayCall = key.Roles.Contains(KeyRole.Call),
        MayRead = key.Roles.Contains(KeyRole.Read),
        Team = key.Team,
        Tags = key.RequestTags,
        Budgets = key.Budgets.Compile(key.Name),
        Expires = key.Expires,
        Networks = key.Networks,
        Operations = key.Operations is { } operations ? operations.Aggregate(KeyOperations.None, static (all, one) => all | one) : null,
        RejectsLoss = key.Conversion == ConversionPolicy.Reject,
        MaxTokens = Least(key.MaxTokens ?? key.MaxTokensLimit, key.MaxTokensLimit),
        MaxTokensLimit = key.MaxTokensLimit,
    };

    private static int? Least(int? number, int? most) => number > most ? most : number;
}
