using System.Collections.Immutable;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Further models of a request: OpenRouter's <c>models</c>, a list of names, and LiteLLM's <c>fallbacks</c>, a list of names or of groups with a <c>model</c>. They are asked in this order when the model of the request cannot answer.
/// </summary>
/// <remarks>Source: "Model Fallbacks" (OpenRouter), "Reliability" (LiteLLM).</remarks>
internal static class FurtherModels
{
    /// <summary>The most that a request may name.</summary>
    private const int Most = 32;

    /// <summary>Whether a member is one of the two.</summary>
    public static bool Is(ReadOnlySpan<byte> name) => name.SequenceEqual("models"u8) || name.SequenceEqual("fallbacks"u8);

    /// <summary>The names before, and those of a member after them.</summary>
    public static ImmutableArray<string> Read(ImmutableArray<string> before, string member, RawJson value)
    {
        if (value.Kind == JsonValueKind.Null)
            return before;
        if (value.Kind != JsonValueKind.Array)
            throw new WireFormatException(member, $"{member} must be an array.");
        using var list = JsonDocument.Parse(value.Utf8);
        var names = before.ToBuilder();
        var index = 0;
        foreach (var item in list.RootElement.EnumerateArray())
        {
            names.Add(NameOf(item) ?? throw new WireFormatException($"{member}[{index}]", $"{member}[{index}] must be a model's name."));
            index++;
        }
        return names.Count <= Most ? names.ToImmutable() : throw new WireFormatException(member, $"{member} names more than {Most} models.");
    }

    private static string? NameOf(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("model", out var model))
            item = model;
        return item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } name ? name : null;
    }
}
