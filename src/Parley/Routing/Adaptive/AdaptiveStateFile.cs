using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Routing.Adaptive;

/// <summary>The file of learned states.</summary>
internal sealed record AdaptiveStateFile
{
    /// <summary>What the file says that it is.</summary>
    public const string FormatName = "parley-adaptive-state";

    /// <summary>What the file is.</summary>
    public required string Format { get; init; }

    /// <summary>The states, by what learned them: a model name, or a seed of an evaluation.</summary>
    public required Dictionary<string, AdaptiveState> States { get; init; }

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(Dictionary<string, AdaptiveState> states) =>
        JsonSerializer.SerializeToUtf8Bytes(new AdaptiveStateFile { Format = FormatName, States = states }, AdaptiveStateJson.Default.AdaptiveStateFile);

    /// <summary>The states of a file.</summary>
    /// <exception cref="JsonException">It is not JSON of this form.</exception>
    public static Dictionary<string, AdaptiveState> Read(ReadOnlySpan<byte> bytes)
    {
        var file = JsonSerializer.Deserialize(bytes, AdaptiveStateJson.Default.AdaptiveStateFile) ?? throw new JsonException("The file says null.");
        if (file.Format != FormatName)
            throw new JsonException($"The file's format is not {FormatName}.", "$.format", 0, null);
        foreach (var (name, state) in file.States)
        {
            if (Fault(state) is { } fault)
                throw new JsonException($"The state `{name}` {fault}.", $"$.states.{name}", 0, null);
        }
        return file.States;
    }

    private static string? Fault(AdaptiveState? state)
    {
        if (state is null)
            return "is null";
        if (state.Version != AdaptiveState.CurrentVersion || state.Features != RequestFeatures.Version)
            return $"is of version {state.Version}.{state.Features}, and this program has {AdaptiveState.CurrentVersion}.{RequestFeatures.Version}";
        if (state.Step < 0 || state.ChangedAt < 0 || state.ChangedAt > state.Step || !Finite(state.Credit, state.Noise, state.NoiseWeight, state.Balance, state.Price.Low, state.Price.High, state.Price.LowShare))
            return "has a number that cannot be";
        if (!state.Recent.All(static request => request is not null && request.All(static feature => feature is >= 0 and < RequestFeatures.Count)))
            return "has a feature that does not exist";
        return state.Arms.Values.All(IsWhole) ? null : "has an arm with sums that cannot be";
    }

    private static bool IsWhole(ArmSums? sums) =>
        sums is { Precision: not null, RewardBy: not null, CostBy: not null, Watch: not null } && sums.Step >= 0 && sums.Weight >= 0 && Finite(sums.Weight, sums.Reward, sums.Cost, sums.Watch.Fallen, sums.Watch.Risen)
        && sums.Precision.Length == Cholesky.Size(RequestFeatures.Count) && sums.RewardBy.Length == RequestFeatures.Count && sums.CostBy.Length == RequestFeatures.Count
        && Finite(sums.Precision) && Finite(sums.RewardBy) && Finite(sums.CostBy);

    private static bool Finite(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                return false;
        }
        return true;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AdaptiveStateFile))]
internal sealed partial class AdaptiveStateJson : JsonSerializerContext;
