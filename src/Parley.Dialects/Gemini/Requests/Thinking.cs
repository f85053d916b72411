using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Effort and budget against <c>thinkingLevel</c> (Gemini 3) and <c>thinkingBudget</c> (2.5), by the table that all dialects share, within the limits of each model.
/// </summary>
internal static class Thinking
{
    /// <summary>Takes the level; words in upper case and numbers come back in their own spelling.</summary>
    public static ReasoningOptions WithLevel(ReasoningOptions reasoning, string? level, RawJson spelled)
    {
        if (level is null)
            return reasoning;
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling("thinkingLevel", spelled);
        return reasoning with { Effort = level == EnumWords.ThinkingLevels[0] ? null : level.ToLowerInvariant(), Extras = extras };
    }

    /// <summary>Writes <c>thinkingConfig</c> in the words of the model's generation.</summary>
    public static void Write(Utf8JsonWriter writer, ReasoningOptions? reasoning, Extras? requestExtras, ModelFamily family, bool isOwn, ConversionLog log)
    {
        var hasExtras = Nested.Has(requestExtras, GenerationConfig.ThinkingPrefix);
        if (reasoning is null && !hasExtras)
            return;
        if (!isOwn && family.CannotThink)
        {
            if (reasoning is { Enabled: not false, Effort: not "none" })
                log.Dropped("reasoning", reasoning!.Effort ?? reasoning.BudgetTokens?.ToString());
            return;
        }
        writer.WriteStartObject("thinkingConfig"u8);
        if (reasoning is not null && isOwn)
            WriteOwn(writer, reasoning);
        else if (reasoning is not null)
            WriteForeign(writer, reasoning, family, log);
        Nested.Write(writer, requestExtras, GenerationConfig.ThinkingPrefix);
        writer.WriteEndObject();
    }

    private static void WriteOwn(Utf8JsonWriter writer, ReasoningOptions reasoning)
    {
        if (reasoning.BudgetTokens is { } budget)
            writer.WriteNumber("thinkingBudget"u8, budget);
        if (Nested.Spelling(reasoning.Extras, "thinkingLevel") is { IsAbsent: false } level)
            level.WriteMember(writer, "thinkingLevel"u8);
        if (reasoning.IncludeThoughts is { } include)
            writer.WriteBoolean("includeThoughts"u8, include);
    }

    private static void WriteForeign(Utf8JsonWriter writer, ReasoningOptions reasoning, ModelFamily family, ConversionLog log)
    {
        var isOff = reasoning.Enabled == false || reasoning.Effort == "none" || reasoning.BudgetTokens == 0;
        if (family.IsThird)
            WriteLevel(writer, reasoning, family, isOff, log);
        else
            WriteBudget(writer, reasoning, family, isOff, log);
        // The other dialects show thoughts to whoever has the model think; here they must be asked for.
        var shows = reasoning.IncludeThoughts ?? (reasoning.Enabled == true || reasoning.Effort is not null || reasoning.BudgetTokens is not null);
        if (shows && !isOff)
            writer.WriteBoolean("includeThoughts"u8, true);
        Nested.Report(reasoning.Extras, log, "reasoning");
    }

    /// <summary>Gemini 3 cannot be kept from thinking; Pro knows neither minimal nor, at first, medium.</summary>
    private static void WriteLevel(Utf8JsonWriter writer, ReasoningOptions reasoning, ModelFamily family, bool isOff, ConversionLog log)
    {
        var asked = isOff ? "none" : reasoning.Effort ?? (ReasoningBudget.EffortOf(reasoning.BudgetTokens ?? ReasoningBudget.Dynamic));
        var level = asked switch
        {
            null => null,
            "none" or "minimal" => family.IsPro ? "low" : "minimal",
            "low" => "low",
            "medium" => family is { IsPro: true, Major: 3, Minor: 0 } ? "high" : "medium",
            _ => "high",
        };
        if (level is null)
            return;
        if (level != asked)
            log.Clamped("reasoning", asked!, level);
        else if (reasoning.Effort is null)
            log.Emulated("reasoning", reasoning.BudgetTokens?.ToString(), level);
        writer.WriteString("thinkingLevel"u8, level);
    }

    /// <summary>2.5 Pro thinks with at least 128 tokens and at most 32,768; Flash can be kept from it and takes 24,576.</summary>
    private static void WriteBudget(Utf8JsonWriter writer, ReasoningOptions reasoning, ModelFamily family, bool isOff, ConversionLog log)
    {
        int? asked = isOff ? 0 : reasoning.BudgetTokens ?? ReasoningBudget.TokensOf(reasoning.Effort) ?? (reasoning.Enabled == true ? ReasoningBudget.Dynamic : null);
        if (asked is not { } budget)
            return;
        if (budget != ReasoningBudget.Dynamic)
            budget = Math.Clamp(budget, family.IsPro ? 128 : 0, family.IsPro ? 32_768 : 24_576);
        if (budget != asked)
            log.Clamped("reasoning", asked.Value.ToString(), budget.ToString());
        else if (reasoning.BudgetTokens is null && reasoning.Effort is not null)
            log.Emulated("reasoning", reasoning.Effort, budget.ToString());
        writer.WriteNumber("thinkingBudget"u8, budget);
    }
}
