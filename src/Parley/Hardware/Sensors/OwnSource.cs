using System.Globalization;
using System.Text.Json;
using Parley.Configuration.Options;

namespace Parley.Hardware;

/// <summary>
/// A file or command of the operator's: a number of degrees, or an object with any of <c>temperature_c</c>, <c>fan_percent</c>, <c>watts</c>, <c>utilization_percent</c>, <c>battery_percent</c>, <c>on_battery</c>, <c>throttling</c>.
/// </summary>
internal sealed class OwnSource(SensorSourceOptions options, IProgramRunner runner) : ISensor
{
    /// <summary>Longer files hold something else.</summary>
    private const int MostBytes = 64 << 10;

    public string Name => options.File ?? options.Command[0];

    public async ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        var (text, trouble) = options.File is { } file ? ReadFile(file) : await runner.RunAsync(options.Command, options.Timeout, cancellationToken).ConfigureAwait(false);
        if (text is null)
            return SensorOutcome.Nothing(trouble);
        return Parse(text) is { } readings
            ? new SensorOutcome([new PartReading(options.Hardware ?? "", readings) { Backends = options.Backends }])
            : SensorOutcome.Nothing("it holds neither a number nor an object of readings");
    }

    private static ProgramOutput ReadFile(string file)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes ? new ProgramOutput(null, "the file is too long") : new ProgramOutput(File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new ProgramOutput(null, "the file cannot be read");
        }
    }

    private static HardwareReadings? Parse(string text)
    {
        if (double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees))
            return double.IsFinite(degrees) ? new HardwareReadings { TemperatureC = degrees } : null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? Of(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HardwareReadings Of(JsonElement root) => new()
    {
        TemperatureC = Number(root, "temperature_c"),
        FanPercent = Number(root, "fan_percent"),
        Watts = Number(root, "watts"),
        UtilizationPercent = Number(root, "utilization_percent"),
        BatteryPercent = Number(root, "battery_percent"),
        OnBattery = Flag(root, "on_battery"),
        IsThrottling = Flag(root, "throttling"),
    };

    private static double? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) ? number : null;

    private static bool? Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
