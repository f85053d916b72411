using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields that confine a key or a model name to targets.</summary>
internal static class LimitFields
{
    /// <summary>Adds what keys and model names have in common.</summary>
    public static FieldList<TOwner> Limits<TOwner>(this FieldList<TOwner> fields, Func<TOwner, TargetLimits> get, Func<TOwner, TargetLimits, TOwner> set) => fields
        .Add("hardware", Kinds.Globs, (owner, list) => set(owner, get(owner) with { Hardware = list }), "What the targets run on; all others are left out.")
        .Add("regions", Kinds.Globs, (owner, list) => set(owner, get(owner) with { Regions = list }), "Where the targets stand; all others, and those that do not say it, are left out.", aliases: ["region"])
        .Add("tags", Kinds.Texts, (owner, list) => set(owner, get(owner) with { Tags = list }), "Tags that targets must all have.")
        .Add("max_cost", Kinds.Amount, (owner, amount) => set(owner, get(owner) with { MaxCost = amount }), "The most that one request may cost by estimate, in US dollars; targets that cost more, or of unknown price, are left out.");
}
