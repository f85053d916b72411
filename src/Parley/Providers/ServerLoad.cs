using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Configuration;

namespace Parley.Providers;

/// <summary>What a server said of its load. Null is what it does not say. Immutable.</summary>
/// <param name="Loaded">The models that it has in memory.</param>
/// <param name="Waiting">The requests that wait there, whoever sent them.</param>
internal sealed record ServerLoad(FrozenSet<string>? Loaded, int? Waiting)
{
    /// <summary>What Ollama calls a model that was named without a tag.</summary>
    private const string UsualTag = ":latest";

    /// <summary>Whether a model is in memory; null when the server does not say.</summary>
    public bool? Has(string model) => Loaded?.Contains(model);

    /// <summary>Reads an answer; null when nothing of it is understood.</summary>
    public static ServerLoad? Read(LoadEndpoint endpoint, ReadOnlyMemory<byte> answer) =>
        endpoint.Shape == LoadShape.Models ? OfModels(answer) : OfMetrics(endpoint.Waiting, Encoding.UTF8.GetString(answer.Span));

    /// <summary>Ollama's <c>/api/ps</c>.</summary>
    private static ServerLoad? OfModels(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
            return null;
        var loaded = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in models.EnumerateArray())
        {
            if (model.ValueKind != JsonValueKind.Object || !model.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
                continue;
            loaded.Add(name.GetString()!);
            if (name.GetString()!.EndsWith(UsualTag, StringComparison.OrdinalIgnoreCase))
                loaded.Add(name.GetString()![..^UsualTag.Length]);
        }
        return new ServerLoad(loaded.ToFrozenSet(StringComparer.OrdinalIgnoreCase), null);
    }

    /// <summary>The sum of a metric over all its labels: a server may have several engines (<c>vllm:num_requests_waiting{engine="0",model_name="…"} 3.0</c>).</summary>
    private static ServerLoad? OfMetrics(string metric, string text)
    {
        double? sum = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(metric, StringComparison.Ordinal) || line.Length == metric.Length || line[metric.Length] is not ('{' or ' '))
                continue;
            var value = line[(Math.Max(line.LastIndexOf('}'), metric.Length - 1) + 1)..].Trim();
            // A time may stand behind the value.
            if (value.IndexOf(' ') is > 0 and var end)
                value = value[..end];
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < int.MaxValue)
                sum = (sum ?? 0) + number;
        }
        return sum is { } waiting ? new ServerLoad(null, (int)Math.Min(waiting, int.MaxValue)) : null;
    }
}
