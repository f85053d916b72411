using System.Collections.Immutable;
using System.Globalization;

namespace Parley.Hardware;

/// <summary>NVIDIA's cards, by the table that <c>nvidia-smi --query-gpu</c> prints: one line for each card, <c>[N/A]</c> and <c>[Not Supported]</c> for what it does not know.</summary>
/// <param name="program">The program.</param>
/// <param name="runner">Runs it.</param>
internal sealed class NvidiaCards(string program, IProgramRunner runner) : ISensor
{
    private const string Always = "temperature.gpu,fan.speed,power.draw,utilization.gpu";

    /// <summary>Newer drivers call them <c>clocks_event_reasons</c> and still know this name; those that know neither refuse the whole question.</summary>
    private const string Slowed = "clocks_throttle_reasons.hw_thermal_slowdown,clocks_throttle_reasons.sw_thermal_slowdown";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "nvidia_smi";

    public async ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        var (text, trouble) = await runner.RunAsync(Asking($"{Always},{Slowed}"), Patience, cancellationToken).ConfigureAwait(false);
        if (text is null)
            (text, trouble) = await runner.RunAsync(Asking(Always), Patience, cancellationToken).ConfigureAwait(false);
        if (text is null)
            return SensorOutcome.Nothing(trouble);
        var cards = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read).OfType<HardwareReadings>().Select(static read => new PartReading(PartReading.Nvidia, read)).ToList();
        return cards.Count == 0 ? SensorOutcome.Nothing("no card is listed") : new SensorOutcome(cards);
    }

    private ImmutableArray<string> Asking(string fields) => [program, $"--query-gpu={fields}", "--format=csv,noheader,nounits"];

    private static HardwareReadings? Read(string line)
    {
        var cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length < 4)
            return null;
        return new HardwareReadings
        {
            TemperatureC = Number(cells[0]),
            FanPercent = Number(cells[1]),
            Watts = Number(cells[2]),
            UtilizationPercent = Number(cells[3]),
            IsThrottling = cells.Skip(4).Any(static cell => cell == "Active") ? true : cells.Skip(4).Any(static cell => cell == "Not Active") ? false : null,
        };
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
