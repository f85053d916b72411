using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using MeaiReasoning = Microsoft.Extensions.AI.ReasoningOptions;

namespace Parley.Extensions.AI.Backends;

/// <summary>How much to think, as a chat client is told it.</summary>
internal static class ClientReasoning
{
    /// <summary>The options; null when nothing is said that they can say.</summary>
    public static MeaiReasoning? Of(Dialects.Conversation.ReasoningOptions? said, ConversionLog log)
    {
        if (said is null)
            return null;
        var reasoning = new MeaiReasoning
        {
            Effort = EffortOf(said, log),
            Output = said.IncludeThoughts switch { true => ReasoningOutput.Summary, false => ReasoningOutput.None, null => null },
        };
        said.Extras.Record(log, "reasoning");
        return reasoning.Effort is null && reasoning.Output is null ? null : reasoning;
    }

    private static ReasoningEffort? EffortOf(Dialects.Conversation.ReasoningOptions said, ConversionLog log)
    {
        var word = said.Effort;
        if (word is null && said.BudgetTokens is { } budget)
        {
            word = ReasoningBudget.EffortOf(budget);
            log.Clamped("reasoning.budget_tokens", $"{budget}", word ?? "");
        }
        else if (said.BudgetTokens is { } unsaid)
        {
            log.Dropped("reasoning.budget_tokens", $"{unsaid}");
        }
        if (word is null)
            return said.Enabled == false ? ReasoningEffort.None : null;
        ReasoningEffort? effort = word switch
        {
            "none" => ReasoningEffort.None,
            "minimal" or "low" => ReasoningEffort.Low,
            "medium" => ReasoningEffort.Medium,
            "high" => ReasoningEffort.High,
            "xhigh" or "max" => ReasoningEffort.ExtraHigh,
            _ => null,
        };
        if (effort is null)
            log.Dropped("reasoning.effort", word);
        else if (word is "minimal" or "max")
            log.Clamped("reasoning.effort", word, word == "max" ? "xhigh" : "low");
        return effort;
    }
}
