using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Http;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Serving.Bodies;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The weights of the strategy <c>scored</c>, read and set while Parley runs. What is set holds until it is taken back, or Parley ends; a reload of the configuration does not touch it.</summary>
internal static class WeightEndpoints
{
    private const string Path = "/admin/routing/weights";
    private const int LargestBody = 4096;

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway, BufferBudget budget)
    {
        endpoints.MapGet(Path, context => AnswerAsync(context, gateway));
        endpoints.MapPut(Path, context => SetAsync(context, gateway, budget));
        endpoints.MapDelete(Path, context => AnswerAsync(context, gateway, static gateway => gateway.Engine.Routes.Weights = null));
    }

    private static async Task SetAsync(HttpContext context, Gateway gateway, BufferBudget budget)
    {
        var (body, fault) = await RequestBody.ReadAsync(new HttpCall(context, gateway), new BodyLimits(LargestBody, gateway.Snapshot.Server.MaxBufferedBytes), budget).ConfigureAwait(false);
        using (body)
        {
            var weights = fault is null ? Read(body!.Bytes, Current(gateway), out fault) : null;
            await GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer =>
            {
                if (fault is not null)
                    return fault;
                gateway.Engine.Routes.Weights = weights;
                Write(writer, gateway);
                return null;
            }, access: Access.Admin).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, Gateway gateway, Action<Gateway>? change = null) =>
        GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.OpenAIChat, writer =>
        {
            change?.Invoke(gateway);
            Write(writer, gateway);
            return null;
        }, access: Access.Admin);

    private static ScoreWeights Current(Gateway gateway) => gateway.Engine.Routes.Weights ?? gateway.Snapshot.Routing.Weights;

    private static void Write(Utf8JsonWriter writer, Gateway gateway)
    {
        var weights = Current(gateway);
        writer.WriteStartObject();
        writer.WriteNumber("cost"u8, weights.Cost);
        writer.WriteNumber("latency"u8, weights.Latency);
        writer.WriteNumber("quality"u8, weights.Quality);
        writer.WriteNumber("availability"u8, weights.Availability);
        writer.WriteNumber("power"u8, weights.Power);
        writer.WriteBoolean("configured"u8, gateway.Engine.Routes.Weights is null);
        writer.WriteEndObject();
    }

    /// <summary>Reads what is to change: single weights, or an <c>optimization_target</c> in their place. What is not said stays.</summary>
    private static ScoreWeights? Read(ReadOnlyMemory<byte> body, ScoreWeights weights, out Fault? fault)
    {
        fault = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new WireFormatException("", "The weights are an object.");
            foreach (var member in document.RootElement.EnumerateObject())
                weights = With(weights, member);
            return weights.Sum > 0 ? weights : throw new WireFormatException("", "One of the weights must be above 0.");
        }
        catch (JsonException broken)
        {
            fault = RequestFaults.Malformed(JsonMembers.Broken(broken));
        }
        catch (WireFormatException wrong)
        {
            fault = RequestFaults.Malformed(wrong);
        }
        return null;
    }

    private static ScoreWeights With(ScoreWeights weights, JsonProperty member) => member.Name switch
    {
        "cost" or "costWeight" => weights with { Cost = Number(member) },
        "latency" or "latencyWeight" => weights with { Latency = Number(member) },
        "quality" or "qualityWeight" => weights with { Quality = Number(member) },
        "availability" or "availabilityWeight" => weights with { Availability = Number(member) },
        "power" or "powerWeight" => weights with { Power = Number(member) },
        "optimization_target" or "optimizationTarget" => ScoreWeights.Of(Target(member)),
        // What the answer to a GET says besides, so that it can be sent back changed.
        "configured" => weights,
        _ => throw new WireFormatException(member.Name, $"There is no weight {member.Name}."),
    };

    private static double Number(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var number) && number is >= 0 and < 1e9
        ? number
        : throw new WireFormatException(member.Name, $"{member.Name} must be a number from 0.");

    private static OptimizationTarget Target(JsonProperty member) => (member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null) switch
    {
        "cost" => OptimizationTarget.Cost,
        "speed" => OptimizationTarget.Speed,
        "quality" => OptimizationTarget.Quality,
        "balanced" => OptimizationTarget.Balanced,
        _ => throw new WireFormatException(member.Name, $"{member.Name} is cost, speed, quality or balanced."),
    };
}
