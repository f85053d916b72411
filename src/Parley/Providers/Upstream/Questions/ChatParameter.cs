using System.Collections.Frozen;
using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>One parameter of a chat under the name that operators write: how it is read, and how it is changed. A value is a text; null is what was not said.</summary>
/// <param name="Read">The value.</param>
/// <param name="Write">The chat with another value, or without one.</param>
internal sealed record ChatParameter(Func<ChatRequest, string?> Read, Func<ChatRequest, string?, ChatRequest> Write)
{
    private static readonly FrozenDictionary<string, ChatParameter> Table = new Dictionary<string, ChatParameter>(StringComparer.Ordinal)
    {
        ["temperature"] = Drawn(static said => said.Temperature, static (said, number) => said with { Temperature = number }),
        ["top_p"] = Drawn(static said => said.TopP, static (said, number) => said with { TopP = number }),
        ["top_k"] = Drawn(static said => said.TopK, static (said, number) => said with { TopK = (int?)number }),
        ["min_p"] = Drawn(static said => said.MinP, static (said, number) => said with { MinP = number }),
        ["frequency_penalty"] = Drawn(static said => said.FrequencyPenalty, static (said, number) => said with { FrequencyPenalty = number }),
        ["presence_penalty"] = Drawn(static said => said.PresencePenalty, static (said, number) => said with { PresencePenalty = number }),
        ["repetition_penalty"] = Drawn(static said => said.RepetitionPenalty, static (said, number) => said with { RepetitionPenalty = number }),
        ["seed"] = Drawn(static said => said.Seed, static (said, number) => said with { Seed = (long?)number }),
        ["top_logprobs"] = Drawn(static said => said.TopLogprobs, static (said, number) => said with { TopLogprobs = (int?)number }),
        ["n"] = Drawn(static said => said.Choices, static (said, number) => said with { Choices = (int?)number }),
        ["logprobs"] = new(static chat => Text(chat.Sampling.Logprobs), static (chat, value) => chat with { Sampling = chat.Sampling with { Logprobs = Flag(value) } }),
        ["logit_bias"] = Removable(static chat => chat.Sampling.LogitBias.IsAbsent ? null : chat.Sampling.LogitBias.ToString(), static chat => chat with { Sampling = chat.Sampling with { LogitBias = default } }),
        ["max_tokens"] = new(static chat => Text(chat.MaxTokens), static (chat, value) => chat with { MaxTokens = (int?)Number(value) }),
        ["parallel_tool_calls"] = new(static chat => Text(chat.ParallelToolCalls), static (chat, value) => chat with { ParallelToolCalls = Flag(value) }),
        ["reasoning_effort"] = new(static chat => chat.Reasoning?.Effort, static (chat, value) => chat with { Reasoning = value is null ? null : (chat.Reasoning ?? new ReasoningOptions()) with { Effort = value } }),
        ["reasoning"] = Removable(static chat => chat.Reasoning is null ? null : "reasoning", static chat => chat with { Reasoning = null }),
        ["service_tier"] = new(static chat => chat.ServiceTier, static (chat, value) => chat with { ServiceTier = value }),
        ["user"] = new(static chat => chat.User, static (chat, value) => chat with { User = value }),
        ["metadata"] = Removable(static chat => chat.Metadata.IsAbsent ? null : chat.Metadata.ToString(), static chat => chat with { Metadata = default }),
        ["stop"] = Removable(static chat => chat.StopSequences.Count == 0 ? null : string.Join(", ", chat.StopSequences), static chat => chat with { StopSequences = [] }),
        ["tools"] = Removable(static chat => chat.Tools.Count == 0 ? null : string.Join(", ", chat.Tools.Select(static tool => tool.Name)), static chat => chat with { Tools = [] }),
        ["tool_choice"] = Removable(static chat => chat.ToolChoice?.Mode.ToString(), static chat => chat with { ToolChoice = null }),
        ["response_format"] = Removable(static chat => chat.ResponseFormat is null ? null : "response_format", static chat => chat with { ResponseFormat = null }),
    }.ToFrozenDictionary();

    /// <summary>All parameters by name, in the order of their names.</summary>
    public static IEnumerable<KeyValuePair<string, ChatParameter>> All { get; } = [.. Table.OrderBy(static entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>The parameter of a name in any of its spellings; null when the conversation has none of that name.</summary>
    public static ChatParameter? Find(string name) => Table.GetValueOrDefault(name is "max_completion_tokens" or "max_output_tokens" ? "max_tokens" : name);

    /// <summary>The number that a value is; null when it is none.</summary>
    public static double? Number(string? value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number as a value.</summary>
    public static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(bool? flag) => flag is null ? null : flag.Value ? "true" : "false";

    private static bool? Flag(string? value) => bool.TryParse(value, out var flag) ? flag : null;

    private static ChatParameter Drawn(Func<Sampling, double?> read, Func<Sampling, double?, Sampling> write) =>
        new(chat => Text(read(chat.Sampling)), (chat, value) => chat with { Sampling = write(chat.Sampling, Number(value)) });

    /// <summary>What is no single value: it can be left out and refused, and not be given.</summary>
    private static ChatParameter Removable(Func<ChatRequest, string?> read, Func<ChatRequest, ChatRequest> remove) => new(read, (chat, value) => value is null ? remove(chat) : chat);
}
