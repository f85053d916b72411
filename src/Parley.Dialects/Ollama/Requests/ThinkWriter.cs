using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes <c>think</c>.</summary>
/// <remarks>Levels are for gpt-oss: servers up to 2026 answer <c>think value "high" is not supported for this model</c> for all others, which are switched on and off only.</remarks>
internal sealed class ThinkWriter(ChatRequest request, ConversionLog log)
{
    /// <summary>Writes the member when thinking was spoken of.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (request.Reasoning is not { } reasoning)
            return;
        reasoning.Extras.Record(log, "reasoning");
        if (reasoning.IncludeThoughts == false)
            log.Dropped("reasoning.include_thoughts", "false");
        if (reasoning.Enabled == false || reasoning.Effort == "none" || (reasoning.Effort is null && reasoning.BudgetTokens == 0))
            writer.WriteBoolean("think"u8, false);
        else if (reasoning.Effort is { } effort)
            WriteEffort(writer, effort, reasoning.BudgetTokens);
        else if (reasoning.Enabled == true || reasoning.BudgetTokens is not null || reasoning.IncludeThoughts == true)
            WriteOn(writer, reasoning.BudgetTokens);
    }

    private void WriteOn(Utf8JsonWriter writer, int? budget)
    {
        writer.WriteBoolean("think"u8, true);
        RecordBudget(budget, "true");
    }

    private void WriteEffort(Utf8JsonWriter writer, string effort, int? budget)
    {
        RecordBudget(budget, effort);
        if (request.Dialect == DialectNames.Ollama)
        {
            writer.WriteString("think"u8, effort);
            return;
        }
        if (!request.Model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteBoolean("think"u8, true);
            log.Clamped("reasoning.effort", effort, "true");
            return;
        }
        var level = effort switch
        {
            "minimal" => "low",
            "low" or "medium" or "high" => effort,
            _ => "high",
        };
        writer.WriteString("think"u8, level);
        if (level != effort)
            log.Clamped("reasoning.effort", effort, level);
    }

    private void RecordBudget(int? budget, string instead)
    {
        if (budget is > 0 and var tokens)
            log.Clamped("reasoning.budget_tokens", tokens.ToString(), instead);
    }
}
