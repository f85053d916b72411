using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>forwarding</c>.</summary>
internal static class ForwardingFields
{
    public static Shape<ForwardingOptions> Shape { get; } = new(new FieldList<ForwardingOptions>()
        .Add("enabled", Kinds.Flag, (forwarding, flag) => forwarding with { Enabled = flag }, "Whether answers that do not convince are asked for again from the next model.")
        .Add("min_confidence", Kinds.Number(0, 1), (forwarding, number) => forwarding with { MinConfidence = number }, "The least confidence that an answer is given with.")
        .Add("max_retries", Kinds.Whole(0, 16), (forwarding, number) => forwarding with { MaxRetries = number }, "How many further models are asked at most.")
        .Add("escalation_path", Kinds.Texts, (forwarding, list) => forwarding with { EscalationPath = list }, "Whom to ask after the first, weakest first, as backend/model. Without this: the other targets.")
        .Add("respect_thermal_limits", Kinds.Flag, (forwarding, flag) => forwarding with { RespectThermalLimits = flag }, "Whether a stronger model is left out while its hardware is at the critical temperature.")
        .Add("return_best_attempt", Kinds.Flag, (forwarding, flag) => forwarding with { ReturnBestAttempt = flag }, "Whether the best of several answers that did not convince is given; else the last."));
}
