using System.Text.Json;
using Parley.Configuration;
using Parley.Management;
using Parley.Resilience;

namespace Parley.AspNetCore.Endpoints;

/// <summary>What operators are shown of a backend. Nothing of its address or credential is on it.</summary>
internal sealed class BackendPage(Utf8JsonWriter writer, TargetStates states, CostComparison costs, DateTimeOffset now)
{
    public void Write(Backend backend)
    {
        var state = states.Of(backend);
        var targets = states.TargetsOf(backend).Select(static target => (target.Model, target.State.Facts)).ToList();
        writer.WriteStartObject();
        writer.WriteString("id"u8, backend.Id);
        writer.WriteString("name"u8, backend.Name);
        writer.WriteString("type"u8, backend.Provider.Name);
        writer.WriteBoolean("enabled"u8, backend.Enabled);
        if (backend.DisabledReason is { } reason)
            writer.WriteString("disabled_reason"u8, reason);
        writer.WriteString("breaker"u8, state.IsHeldOpen ? "held_open" : Word(targets.Select(target => StateOf(target.Facts)).DefaultIfEmpty().Min()));
        if (state.Health is { } health)
            Write(health);
        if (!backend.Keyed.IsEmpty)
            WriteKeys(backend, state.Keys);
        writer.WriteStartArray("targets"u8);
        foreach (var (model, facts) in targets)
            Write(model, facts, costs.EfficiencyOf(backend, model));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteKeys(Backend backend, KeyPool keys)
    {
        writer.WriteStartArray("keys"u8);
        foreach (var keyed in backend.Keyed)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, keyed.Key!.Name);
            writer.WriteString("state"u8, keys.WordOf(keyed));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void Write(HealthReport health)
    {
        writer.WriteStartObject("health"u8);
        writer.WriteBoolean("healthy"u8, health.IsWell);
        writer.WriteNumber("consecutive_failures"u8, health.FailuresInARow);
        if (health.Reason.Length > 0)
            writer.WriteString("reason"u8, health.Reason);
        writer.WriteString("checked_at"u8, health.At.UtcDateTime);
        if (health.LastWell is { } well)
            writer.WriteString("last_success_at"u8, well.UtcDateTime);
        if (health.Latency is { } latency)
            writer.WriteNumber("latency_ms"u8, Math.Round(latency.TotalMilliseconds, 1));
        writer.WriteEndObject();
    }

    private void Write(string model, in TargetFacts facts, double? costEfficiency)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, model);
        writer.WriteString("breaker"u8, Word(StateOf(facts)));
        if (facts.Breaker is { } breaker)
        {
            writer.WriteString("breaker_reason"u8, breaker.Reason);
            writer.WriteString("open_since"u8, breaker.Since.UtcDateTime);
            writer.WriteString("open_until"u8, breaker.Until.UtcDateTime);
        }
        writer.WriteNumber("in_flight"u8, facts.InFlight);
        writer.WriteNumber("attempts"u8, facts.Attempts);
        writer.WriteNumber("failures"u8, facts.Failures);
        if (facts.FirstEventMs is { } first)
            writer.WriteNumber("first_event_ms"u8, Math.Round(first, 1));
        if (costEfficiency is { } efficiency)
            writer.WriteNumber("cost_efficiency"u8, Math.Round(efficiency, 4));
        writer.WriteEndObject();
    }

    private BreakerState StateOf(in TargetFacts facts) => facts.Breaker?.StateAt(now) ?? BreakerState.Closed;

    private static string Word(BreakerState state) => state switch
    {
        BreakerState.Open => "open",
        BreakerState.HalfOpen => "half_open",
        _ => "closed",
    };
}
