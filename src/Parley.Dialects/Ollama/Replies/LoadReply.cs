using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>What Ollama answers to a request without messages or prompt: the model is loaded, or, with <c>keep_alive: 0</c>, unloaded.</summary>
/// <remarks>Source: "Load a model" and "Unload a model" of Ollama's API documentation.</remarks>
internal static class LoadReply
{
    /// <summary>The answer; null for a request that says something.</summary>
    public static ChatReply? To(ChatRequest request) => request.Messages.Count > 0 ? null : new ChatReply
    {
        Dialect = DialectNames.Ollama,
        Choices = [new Choice(0, [], new Finish(FinishReason.Other, IsZero(request.Extras?["keep_alive"] ?? default) ? "unload" : "load") { Dialect = DialectNames.Ollama })],
    };

    /// <summary>A number of seconds, or a duration with its unit.</summary>
    private static bool IsZero(RawJson value)
    {
        var text = value.Kind == JsonValueKind.String ? value.AsText().ToString().TrimEnd('s', 'm', 'h', 'n', 'u', 'µ') : value.ToString();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var duration) && duration == 0;
    }
}
