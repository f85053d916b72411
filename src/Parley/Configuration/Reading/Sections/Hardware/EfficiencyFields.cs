using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>efficiency</c>.</summary>
internal static class EfficiencyFields
{
    public static Shape<EfficiencyOptions> Shape { get; } = new(new FieldList<EfficiencyOptions>()
        .Add("mode", Kinds.Choice<EfficiencyMode>(), (efficiency, mode) => efficiency with { Mode = mode }, "How much power, noise and heat requests may cause. Without it no mode holds.", aliases: ["default_mode"])
        .Group("quiet_hours", Hours, efficiency => efficiency.QuietHours, (efficiency, hours) => efficiency with { QuietHours = hours }, "When it is to be quiet, by the machine's clock.")
        .Add("rules", Kinds.ListOf(Kinds.Group(Rule, static _ => new AutoRule(EfficiencyMode.Performance))), (efficiency, list) => efficiency with { Rules = list }, "What the mode auto goes by: the first rule that fits.")
        .Add("intensity_g_per_kwh", Kinds.Number(0), (efficiency, number) => efficiency with { GramsPerKilowattHour = number }, "The grams of carbon dioxide that a kilowatt-hour causes here."));

    private static Shape<QuietHours> Hours => new(new FieldList<QuietHours>()
        .Add("from", new TimeOfDayKind(), (hours, time) => hours with { From = time }, "When they begin, as 22:00.", aliases: ["start"])
        .Add("to", new TimeOfDayKind(), (hours, time) => hours with { To = time }, "When they end, as 07:00.", aliases: ["end"]));

    private static Shape<AutoRule> Rule => new(new FieldList<AutoRule>()
        .Add("mode", Settled, (rule, mode) => rule with { Mode = mode }, "The mode that it chooses.", required: true)
        .Add("battery_below", Kinds.Number(0, 100), (rule, number) => rule with { BatteryBelow = number }, "Fits a battery below so many percent.")
        .Add("temperature_above", Kinds.Number(0, 150), (rule, number) => rule with { TemperatureAbove = number }, "Fits when the hottest sensor shows more degrees.")
        .Add("fan_above", Kinds.Number(0, 100), (rule, number) => rule with { FanAbove = number }, "Fits when the loudest fan runs at more percent.")
        .Add("on_battery", Kinds.Flag, (rule, flag) => rule with { OnBattery = flag }, "Fits when the machine runs on its battery; false when it does not.")
        .Add("quiet_hours", Kinds.Flag, (rule, flag) => rule with { QuietHours = flag }, "Fits in the quiet hours; false outside of them."));

    /// <summary>The mode auto is what the rules are for: none of them can choose it.</summary>
    private static ValueKind<EfficiencyMode> Settled => Kinds.Choice<EfficiencyMode>(
        ["performance", "balanced", "efficiency", "quiet", "ultra_efficiency"],
        [EfficiencyMode.Performance, EfficiencyMode.Balanced, EfficiencyMode.Efficiency, EfficiencyMode.Quiet, EfficiencyMode.UltraEfficiency]);
}
