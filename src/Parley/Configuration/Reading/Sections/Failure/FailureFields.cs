using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The sections that say what happens when attempts fail or are late, at the top of a file and at model names.</summary>
internal static class FailureFields
{
    /// <summary>Adds them to the fields of their owner.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="get">Where the owner has them.</param>
    /// <param name="set">Puts them there.</param>
    public static FieldList<TOwner> AddFailure<TOwner>(this FieldList<TOwner> fields, Func<TOwner, FailureOptions> get, Func<TOwner, FailureOptions, TOwner> set) => fields
        .Group("retry", RetryFields.Shape, owner => get(owner).Retry, (owner, retry) => set(owner, get(owner) with { Retry = retry }),
            "What is tried again, how often, and after what wait.")
        .Group("hedge", HedgeFields.Shape, owner => get(owner).Hedge, (owner, hedge) => set(owner, get(owner) with { Hedge = hedge }),
            "Whether a second target is asked when the first is late.");

    /// <summary>Adds those that only model names have.</summary>
    public static FieldList<ModelOptions> AddFallbacks(this FieldList<ModelOptions> fields) => fields
        .Group("parallel", ParallelFields.Shape, model => model.Failure.Parallel, (model, parallel) => model with { Failure = model.Failure with { Parallel = parallel } },
            "Whether all targets are asked at once, and which answer counts.")
        .Group("forwarding", ForwardingFields.Shape, model => model.Failure.Forwarding, (model, forwarding) => model with { Failure = model.Failure with { Forwarding = forwarding } },
            "Whether answers that do not convince are asked for again from a stronger model.")
        .Add("context_window_fallbacks", Kinds.Texts, (model, list) => model with { Failure = model.Failure with { ContextWindowFallbacks = list } }, "Where a prompt goes that does not fit into the context window, as backend/model.", aliases: ["contextWindowFallbacks"])
        .Add("content_policy_fallbacks", Kinds.Texts, (model, list) => model with { Failure = model.Failure with { ContentPolicyFallbacks = list } }, "Where a prompt goes that a provider's content filter refuses, as backend/model.", aliases: ["contentPolicyFallbacks"]);
}
