using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// Gathers <c>additionalModelRequestFields</c>: what a model takes beyond <c>inferenceConfig</c>, in the form of its maker. Thoughts and <c>top_k</c> are understood; the whole is kept as it was spelled.
/// </summary>
/// <remarks>
/// <code>
/// thinking, reasoning_config {type, budget_tokens}    Claude      Enabled, BudgetTokens
/// output_config.effort, reasoning_effort              Claude, OpenAI    Effort
/// reasoning_config "high"                             Qwen, DeepSeek    Effort
/// reasoningConfig {type, maxReasoningEffort}          Nova 2      Enabled, Effort
/// top_k, inferenceConfig.topK                         Claude, Nova      Sampling.TopK
/// anthropic_beta                                      Claude      written from the header anthropic-beta of Anthropic's dialect
/// </code>
/// </remarks>
internal sealed class AdditionalReader
{
    private bool? _enabled;
    private int? _budget;
    private string? _effort;

    /// <summary>A count of tokens; null when not said.</summary>
    public int? TopK { get; private set; }

    /// <summary>How much to think; null when not said.</summary>
    public ReasoningOptions? ToReasoning() =>
        _enabled is null && _budget is null && _effort is null ? null : new ReasoningOptions { Enabled = _enabled, BudgetTokens = _budget, Effort = _effort };

    /// <summary>Moves to the value of <c>additionalModelRequestFields</c>.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.IsAbsent)
            return;
        extras ??= new Extras(Names.Dialect);
        extras.AddSpelling(Names.AdditionalFields, whole);
        if (whole.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!TryTake(name, value))
                extras.Add($"{Names.AdditionalFields}.{Encoding.UTF8.GetString(name)}", value);
        }
    }

    private bool TryTake(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("thinking"u8) || name.SequenceEqual("reasoning_config"u8) || name.SequenceEqual("reasoningConfig"u8))
            return value.Kind == JsonValueKind.String ? TryTakeEffort(value) : TryTakeAll(value, TakeThinking);
        if (name.SequenceEqual("reasoning_effort"u8))
            return TryTakeEffort(value);
        if (name.SequenceEqual("output_config"u8))
            return TryTakeAll(value, (member, inner) => member.SequenceEqual("effort"u8) && TryTakeEffort(inner));
        if (name.SequenceEqual("top_k"u8))
            return TryTakeTopK(value);
        return name.SequenceEqual("inferenceConfig"u8) && TryTakeAll(value, (member, inner) => member.SequenceEqual("topK"u8) && TryTakeTopK(inner));
    }

    private bool TakeThinking(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("type"u8) && value.Kind == JsonValueKind.String)
        {
            var type = value.AsText().ToString();
            _enabled = type != "disabled";
            _budget = type == "adaptive" ? ReasoningBudget.Dynamic : _budget;
            return type is "enabled" or "disabled" or "adaptive";
        }
        if (name.SequenceEqual("budget_tokens"u8) && Number(value) is { } budget)
        {
            _budget = budget;
            return true;
        }
        return name.SequenceEqual("maxReasoningEffort"u8) && TryTakeEffort(value);
    }

    private bool TryTakeEffort(RawJson value)
    {
        if (value.Kind != JsonValueKind.String)
            return false;
        _effort = value.AsText().ToString();
        return true;
    }

    private bool TryTakeTopK(RawJson value)
    {
        TopK = Number(value) ?? TopK;
        return Number(value) is not null;
    }

    /// <summary>True when every member of an object is understood.</summary>
    private static bool TryTakeAll(RawJson value, MemberTaker take)
    {
        if (value.Kind != JsonValueKind.Object)
            return false;
        var isAll = true;
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var inner))
            isAll &= take(name, inner);
        return isAll;
    }

    private delegate bool MemberTaker(ReadOnlySpan<byte> name, RawJson value);

    private static int? Number(RawJson value)
    {
        var reader = value.CreateReader();
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;
    }
}
