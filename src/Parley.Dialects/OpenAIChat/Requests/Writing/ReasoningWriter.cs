using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes how much to think: as the caller spelled it within this dialect, otherwise as <c>reasoning_effort</c>.</summary>
internal static class ReasoningWriter
{
    // A budget of Anthropic or Gemini becomes the nearest of OpenAI's three words.
    private const int LowBudget = 2048;
    private const int MediumBudget = 8192;

    /// <summary>Writes the members.</summary>
    public static void Write(RequestWriting writing)
    {
        var reasoning = writing.Request.Reasoning;
        if (reasoning is null)
            return;
        if (writing.IsOwn && reasoning.Extras is not null)
            WriteOwn(writing.Json, reasoning);
        else
            WriteEffort(writing, reasoning);
    }

    private static void WriteOwn(Utf8JsonWriter json, ReasoningOptions reasoning)
    {
        var isNested = reasoning.Extras.Spells(Spelling.Reasoning);
        if (reasoning.Effort is not null && !isNested)
            json.WriteString("reasoning_effort"u8, reasoning.Effort);
        if (isNested)
            WriteNested(json, reasoning);
        if (reasoning.Extras.Spells(Spelling.Thinking))
            WriteThinking(json, reasoning);
    }

    private static void WriteNested(Utf8JsonWriter json, ReasoningOptions reasoning)
    {
        json.WriteStartObject("reasoning"u8);
        if (reasoning.Effort is not null)
            json.WriteString("effort"u8, reasoning.Effort);
        if (reasoning.BudgetTokens is { } budget)
            json.WriteNumber("max_tokens"u8, budget);
        if (reasoning.Enabled is { } enabled)
            json.WriteBoolean("enabled"u8, enabled);
        if (reasoning.IncludeThoughts is { } include)
            json.WriteBoolean("exclude"u8, !include);
        reasoning.Extras.WriteInner(json, Spelling.Reasoning);
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, ReasoningOptions reasoning)
    {
        json.WriteStartObject("thinking"u8);
        if (reasoning.Enabled is { } enabled)
            json.WriteString("type"u8, enabled ? "enabled"u8 : "disabled"u8);
        if (reasoning.BudgetTokens is { } budget)
            json.WriteNumber("budget_tokens"u8, budget);
        reasoning.Extras.WriteInner(json, Spelling.Thinking);
        json.WriteEndObject();
    }

    private static void WriteEffort(RequestWriting writing, ReasoningOptions reasoning)
    {
        var (request, _, log, json) = writing;
        reasoning.Extras.WriteOuter(json, log, "reasoning");
        var effort = EffortOf(reasoning);
        if (effort is null)
            return;
        if (ModelFamily.IsPlain(request.Model))
        {
            if (effort != "none")
                log.Dropped("reasoning", effort);
            return;
        }
        if (effort == "none")
        {
            WriteSwitchOff(writing);
            return;
        }
        if (reasoning.Effort is null)
            log.Emulated("reasoning.budget_tokens", reasoning.BudgetTokens?.ToString(CultureInfo.InvariantCulture), "reasoning_effort " + effort);
        var nearest = ModelFamily.NearestEffort(request.Model, effort);
        if (nearest != effort)
            log.Clamped("reasoning_effort", effort, nearest);
        json.WriteString("reasoning_effort"u8, nearest);
    }

    /// <summary>Whether models of other makers think at all, and by which word they stop, is not known here: their default stands.</summary>
    private static void WriteSwitchOff(RequestWriting writing)
    {
        if (!ModelFamily.IsReasoning(writing.Request.Model))
        {
            writing.Log.Dropped("reasoning", "none");
            return;
        }
        var least = ModelFamily.LeastEffort(writing.Request.Model);
        if (least != "none")
            writing.Log.Clamped("reasoning", "none", least);
        writing.Json.WriteString("reasoning_effort"u8, least);
    }

    private static string? EffortOf(ReasoningOptions reasoning) => reasoning switch
    {
        { Enabled: false } or { BudgetTokens: 0 } => "none",
        { Effort: { } effort } => effort,
        { BudgetTokens: > 0 and < LowBudget } => "low",
        { BudgetTokens: >= LowBudget and < MediumBudget } => "medium",
        { BudgetTokens: >= MediumBudget } => "high",
        _ => null,
    };
}
