using System.Text.Json;
using Parley.Configuration.Options;
using Parley.Hardware;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What operators are shown of modes and sensors. What nobody measures is left out.</summary>
internal sealed class EfficiencyPage(Utf8JsonWriter writer)
{
    /// <summary>A mode as configurations write it.</summary>
    public static string Word(EfficiencyMode mode) => JsonNamingPolicy.SnakeCaseLower.ConvertName(mode.ToString());

    public void Write(Gateway gateway)
    {
        var engine = gateway.Engine;
        writer.WriteStartObject();
        if (engine.Efficiency.ModeOf(gateway.Snapshot) is { } set)
            writer.WriteString("mode"u8, Word(set));
        else
            writer.WriteNull("mode"u8);
        writer.WriteBoolean("set_by_hand"u8, engine.Efficiency.Mode is not null);
        if (engine.Modes.Of(gateway.Snapshot) is { } choice)
        {
            writer.WriteString("effective"u8, Word(choice.Mode));
            writer.WriteString("reason"u8, choice.Reason);
            Write(ModeLimits.Of(choice.Mode));
        }
        if (engine.Hardware.Current is { } view)
            Write(view, gateway.Snapshot.Thermal);
        writer.WriteEndObject();
    }

    private void Write(ModeLimits limits)
    {
        writer.WriteStartObject("limits"u8);
        Write("max_power_watts", limits.MaxWatts);
        Write("max_fan_percent", limits.MaxFanPercent);
        Write("max_temperature_c", limits.MaxTemperatureC);
        writer.WriteEndObject();
    }

    private void Write(HardwareView view, ThermalOptions? limits)
    {
        writer.WriteStartObject("machine"u8);
        Write(view.Machine);
        writer.WriteEndObject();
        writer.WriteStartArray("hardware"u8);
        foreach (var facts in view.Parts.Values.Where(static part => part.Part != PartReading.Machine).Concat(view.Backends.Values).OrderBy(static facts => facts.Part, StringComparer.Ordinal))
            Write(facts, limits);
        writer.WriteEndArray();
        writer.WriteStartArray("sensors"u8);
        foreach (var sensor in view.Sensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, sensor.Name);
            if (sensor.Trouble.Length > 0)
                writer.WriteString("trouble"u8, sensor.Trouble);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void Write(HardwareFacts facts, ThermalOptions? limits)
    {
        writer.WriteStartObject();
        writer.WriteString("of"u8, facts.Part);
        Write(facts.Readings);
        if (limits is not null && facts.Readings.FanPercent is { } fan)
            writer.WriteString("fan"u8, fan <= limits.FanQuiet ? "quiet" : fan <= limits.FanModerate ? "moderate" : fan <= limits.FanLoud ? "audible" : "loud");
        if (facts.CoolingUntil is { } until)
            writer.WriteString("cooling_until"u8, until.UtcDateTime);
        writer.WriteString("read_at"u8, facts.At.UtcDateTime);
        writer.WriteEndObject();
    }

    private void Write(HardwareReadings readings)
    {
        Write("temperature_c", readings.TemperatureC);
        Write("fan_percent", readings.FanPercent);
        Write("watts", readings.Watts);
        Write("utilization_percent", readings.UtilizationPercent);
        Write("battery_percent", readings.BatteryPercent);
        if (readings.OnBattery is { } drains)
            writer.WriteBoolean("on_battery"u8, drains);
        if (readings.IsThrottling is { } throttles)
            writer.WriteBoolean("throttling"u8, throttles);
    }

    private void Write(string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, Math.Round(number, 2));
    }
}
