using System.Diagnostics.Metrics;
using Parley.Configuration.Options;
using Parley.Telemetry;

namespace Parley.Tests.Pipeline.Guards;

/// <summary>What guards count.</summary>
public sealed class FindingsMeterTests
{
    [Fact]
    public async Task Each_finding_is_counted_by_its_kind_and_by_what_was_done()
    {
        var heard = new List<(object? Kind, object? Action, long Count)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Meter.Name == ParleyTelemetry.Name && instrument.Name == "parley.guard.findings")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var said = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value);
            // Other tests look for other things at the same time.
            if (said["kind"] is "counted_in" or "counted_out")
            {
                lock (heard)
                    heard.Add((said["kind"], said["action"], count));
            }
        });
        listener.Start();
        await using var parley = ParleyClient.Create(static b => b.AddEcho().Configure(static options => options with
        {
            Guards = new GuardOptions
            {
                Patterns =
                [
                    new GuardPattern("counted_in", "IN-[0-9]+"),
                    new GuardPattern("counted_out", "OUT-[0-9]+") { Action = GuardAction.Warn, Direction = GuardDirection.Output },
                ],
            },
        }));

        await parley.ChatAsync("parley/echo", "IN-1, IN-2 and OUT-3");

        Assert.Equal([("counted_in", "redact", 2L), ("counted_out", "warn", 1L)], heard.GroupBy(static one => (one.Kind, one.Action)).Select(static group => (group.Key.Kind, group.Key.Action, group.Sum(static one => one.Count))));
    }
}
