using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes <c>thinking</c>. An effort becomes the budget that it stands for; models that are known not to think are not asked.</summary>
internal static class ThinkingWriter
{
    /// <summary>Writes the member when thinking was spoken of.</summary>
    public static void Write(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        if (request.Reasoning is not { } reasoning)
            return;
        if (reasoning.IncludeThoughts == false)
            log.Dropped("reasoning.include_thoughts", "false");
        if (writing.IsOwn)
            WriteMember(json, reasoning.Enabled, reasoning.BudgetTokens, reasoning.Extras, log);
        else if (IsOff(reasoning))
            WriteOff(writing, reasoning);
        else if (!IsPlain(request.Model))
            WriteMember(json, enabled: true, BudgetOf(reasoning, log), reasoning.Extras, log);
        else
            log.Dropped("reasoning", reasoning.Effort ?? "enabled");
    }

    private static bool IsOff(ReasoningOptions reasoning) =>
        reasoning.Enabled == false || reasoning.Effort == "none" || reasoning is { Effort: null, BudgetTokens: 0 };

    private static void WriteOff(RequestWriting writing, ReasoningOptions reasoning)
    {
        // A model that does not think needs no switch, and may refuse it.
        if (!IsPlain(writing.Request.Model))
            WriteMember(writing.Json, enabled: false, budget: null, reasoning.Extras, writing.Log);
    }

    private static int? BudgetOf(ReasoningOptions reasoning, ConversionLog log)
    {
        if (reasoning.BudgetTokens is { } said)
            return said >= 0 ? said : null;
        if (ReasoningBudget.TokensOf(reasoning.Effort) is not { } budget)
            return null;
        log.Emulated("reasoning_effort", reasoning.Effort, "thinking.token_budget " + budget.ToString(CultureInfo.InvariantCulture));
        return budget;
    }

    private static void WriteMember(Utf8JsonWriter json, bool? enabled, int? budget, Extras? extras, ConversionLog log)
    {
        json.WriteStartObject("thinking"u8);
        if (enabled is { } on)
            json.WriteString("type"u8, on ? "enabled"u8 : "disabled"u8);
        if (budget is { } tokens)
            json.WriteNumber("token_budget"u8, tokens);
        extras.Write(json, Names.Dialect, log, "reasoning");
        json.WriteEndObject();
    }

    /// <summary>The families before and beside those that think (docs.cohere.com, "Reasoning" and "Models").</summary>
    private static bool IsPlain(string model) => model is "command" or "command-light" or "command-nightly"
        || model.StartsWith("command-r", StringComparison.Ordinal) || model.StartsWith("command-a-03", StringComparison.Ordinal)
        || model.StartsWith("command-a-vision", StringComparison.Ordinal) || model.StartsWith("c4ai-", StringComparison.Ordinal);
}
