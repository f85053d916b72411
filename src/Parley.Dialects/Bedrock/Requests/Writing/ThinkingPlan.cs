using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>What a request of another dialect will say about thinking, in the form of the model's maker.</summary>
/// <param name="IsOn">True when the model is told to think.</param>
/// <param name="Type">Claude: <c>enabled</c>, <c>disabled</c> or <c>adaptive</c>; null to say nothing.</param>
/// <param name="Budget">Claude: the tokens to think; only with <c>enabled</c>.</param>
/// <param name="Effort">The amount in words; null to say nothing.</param>
internal sealed record ThinkingPlan(bool IsOn, string? Type, int? Budget, string? Effort)
{
    public const string Enabled = "enabled";
    public const string Disabled = "disabled";
    public const string Adaptive = "adaptive";

    /// <summary>The least budget that Claude takes.</summary>
    private const int LeastBudget = 1024;

    /// <summary>No word about thinking.</summary>
    public static ThinkingPlan None { get; } = new(false, null, null, null);

    /// <summary>The plan for a request. One of this dialect has its own words, which are kept.</summary>
    public static ThinkingPlan Of(ChatRequest request, ConversionLog log)
    {
        if (request.Reasoning is not { } said || request.Extras is { Dialect: Names.Dialect } own && !own.Spelling(Names.AdditionalFields).IsAbsent)
            return None;
        var family = ModelFamily.Of(request.Model);
        var plan = family.Maker switch
        {
            Maker.Claude => OfClaude(said, family, request.MaxTokens, log),
            Maker.Nova2 or Maker.OpenAI => OfEffort(said, family.Maker, log),
            _ => Dropped(said, log),
        };
        if (!plan.IsOn || family.Maker != Maker.Claude || ReasonAgainst(request, plan) is not { } reason)
            return plan;
        log.Dropped("reasoning", reason);
        return None;
    }

    /// <summary>True for thoughts that the service takes back: those that it signed.</summary>
    public static bool IsReplayable(ReasoningPart thought) => thought.Signature is { Dialect: Names.Dialect };

    private static bool IsOff(ReasoningOptions said) => said.Enabled == false || said.Effort == "none" || said.BudgetTokens == 0;

    private static ThinkingPlan OfClaude(ReasoningOptions said, ModelFamily family, int? limit, ConversionLog log)
    {
        // Versions before 3.7 refuse the member; saying nothing switches thoughts off everywhere.
        if (IsOff(said))
            return None;
        if (family.ThinksAdaptively)
            return new ThinkingPlan(true, Adaptive, null, EffortOf(said, log, "low", "medium", "high", "max"));
        var budget = said.BudgetTokens is > 0 and var tokens ? tokens : ReasoningBudget.TokensOf(said.Effort ?? "medium");
        if (budget is null)
        {
            log.Dropped("reasoning_effort", said.Effort);
            return None;
        }
        if (said.BudgetTokens is not > 0)
            log.Emulated("reasoning_effort", said.Effort, $"thinking.budget_tokens {Text(Math.Max(LeastBudget, budget.Value))}");
        else if (budget < LeastBudget)
            log.Clamped("reasoning.budget_tokens", Text(budget.Value), Text(LeastBudget));
        return Within(limit, Math.Max(LeastBudget, budget.Value), log);
    }

    /// <summary>The limit covers the thoughts and must exceed their budget.</summary>
    private static ThinkingPlan Within(int? limit, int budget, ConversionLog log)
    {
        if (limit is null || budget < limit)
            return new ThinkingPlan(true, Enabled, budget, null);
        if (limit <= LeastBudget)
        {
            log.Dropped("reasoning", $"max_tokens {Text(limit.Value)} leaves no room");
            return None;
        }
        var shrunk = Math.Max(LeastBudget, limit.Value / 2);
        log.Clamped("reasoning", Text(budget), Text(shrunk));
        return new ThinkingPlan(true, Enabled, shrunk, null);
    }

    private static ThinkingPlan OfEffort(ReasoningOptions said, Maker maker, ConversionLog log)
    {
        if (!IsOff(said))
            return new ThinkingPlan(true, Enabled, null, EffortOf(said, log, "low", "medium", "high") ?? (maker == Maker.Nova2 ? "medium" : null));
        if (maker == Maker.OpenAI)
            log.Dropped("reasoning_effort", "none");
        return maker == Maker.Nova2 ? new ThinkingPlan(false, Disabled, null, null) : None;
    }

    private static ThinkingPlan Dropped(ReasoningOptions said, ConversionLog log)
    {
        if (!IsOff(said))
            log.Dropped("reasoning", said.Effort ?? (said.BudgetTokens is { } budget ? Text(budget) : null));
        return None;
    }

    private static string? EffortOf(ReasoningOptions said, ConversionLog log, params ReadOnlySpan<string> words)
    {
        var wanted = said.Effort ?? (said.BudgetTokens is > 0 and var budget ? ReasoningBudget.EffortOf(budget) : null);
        if (wanted is null)
            return null;
        if (said.Effort is null)
            log.Emulated("reasoning.budget_tokens", Text(said.BudgetTokens!.Value), $"effort {wanted}");
        if (words.Contains(wanted))
            return wanted;
        var nearest = wanted switch
        {
            "minimal" => words[0],
            "xhigh" or "max" => "high",
            _ => null,
        };
        if (nearest is null)
            log.Dropped("reasoning_effort", wanted);
        else
            log.Clamped("reasoning_effort", wanted, nearest);
        return nearest;
    }

    /// <summary>
    /// Claude refuses thoughts together with a forced tool, and (with a budget) in the middle of a tool loop whose calls stand without the thought that led to them:
    /// a thought of another provider cannot stand in for it.
    /// </summary>
    private static string? ReasonAgainst(ChatRequest request, ThinkingPlan plan)
    {
        if (request.ToolChoice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Named } && request.Tools.Count > 0)
            return "not together with a forced tool";
        if (plan.Type != Enabled)
            return null;
        for (var i = request.Messages.Count - 1; i >= 0; i--)
        {
            var message = request.Messages[i];
            if (message.Role == Role.Assistant)
                return LacksThought(message) ? "the open tool calls come without their thought" : null;
            if (message.Role == Role.User && !HoldsResult(message))
                return null;
        }
        return null;
    }

    private static bool LacksThought(Message message)
    {
        var hasCall = false;
        foreach (var part in message.Parts)
        {
            if (part is ReasoningPart thought && IsReplayable(thought))
                return false;
            hasCall |= part is ToolCallPart;
        }
        return hasCall;
    }

    private static bool HoldsResult(Message message)
    {
        foreach (var part in message.Parts)
        {
            if (part is ToolResultPart)
                return true;
        }
        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
