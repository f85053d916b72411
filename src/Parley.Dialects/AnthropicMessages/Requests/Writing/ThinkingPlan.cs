using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// What a request will say about thinking and about its token limit, which on this wire hang together: the limit is mandatory, covers the thoughts and must exceed their budget.
/// </summary>
/// <param name="Type"><c>enabled</c>, <c>disabled</c> or <c>adaptive</c>; null to say nothing.</param>
/// <param name="Budget">The tokens to think; only with <c>enabled</c>.</param>
/// <param name="Effort">The word for <c>output_config.effort</c>; null to say nothing.</param>
/// <param name="MaxTokens">The limit of the answer.</param>
internal sealed record ThinkingPlan(string? Type, int? Budget, string? Effort, int MaxTokens)
{
    public const string Enabled = "enabled";
    public const string Disabled = "disabled";
    public const string Adaptive = "adaptive";

    /// <summary>The least budget that the API takes.</summary>
    private const int LeastBudget = 1024;

    /// <summary>The limit for callers whose dialect does without one.</summary>
    private const int DefaultMaxTokens = 4096;

    /// <summary>No word about thinking.</summary>
    public static ThinkingPlan None { get; } = new(null, null, null, DefaultMaxTokens);

    /// <summary>True when the model is told to think.</summary>
    public bool IsOn => Type is Enabled or Adaptive;

    /// <summary>The plan for a request.</summary>
    public static ThinkingPlan Of(ChatRequest request, WireProfile profile, ConversionLog log)
    {
        var isOwn = request.Dialect == Names.Dialect;
        var wish = request.Reasoning is null ? None : isOwn ? AsSaid(request.Reasoning) : Translate(request.Reasoning, request.Model, log);
        if (wish.IsOn && ReasonAgainst(request, profile, wish, isOwn) is { } reason)
        {
            log.Dropped("reasoning", reason);
            wish = None;
        }
        return wish.WithLimit(request.MaxTokens, isOwn, log);
    }

    private static ThinkingPlan AsSaid(ReasoningOptions said)
    {
        var type = said switch
        {
            { Enabled: false } => Disabled,
            { BudgetTokens: ReasoningBudget.Dynamic } => Adaptive,
            { Enabled: true } or { BudgetTokens: not null } => Enabled,
            _ => null,
        };
        return None with { Type = type, Budget = type == Enabled ? said.BudgetTokens : null, Effort = said.Effort };
    }

    private static ThinkingPlan Translate(ReasoningOptions said, string model, ConversionLog log)
    {
        if (said.Enabled == false || said.Effort == "none" || said.BudgetTokens == 0)
            return None with { Type = Disabled };
        if (ClaudeModels.ThinksAdaptively(model))
            return None with { Type = Adaptive, Effort = EffortOf(said, model, log) };
        var budget = said.BudgetTokens is > 0 and var tokens ? tokens : ReasoningBudget.TokensOf(said.Effort ?? "medium");
        if (budget is null)
        {
            log.Dropped("reasoning_effort", said.Effort);
            return None;
        }
        if (said.BudgetTokens is not > 0)
            log.Emulated("reasoning_effort", said.Effort, $"thinking.budget_tokens {Math.Max(LeastBudget, budget.Value)}");
        else if (budget < LeastBudget)
            log.Clamped("reasoning.budget_tokens", Text(budget.Value), Text(LeastBudget));
        return None with { Type = Enabled, Budget = Math.Max(LeastBudget, budget.Value) };
    }

    private static string? EffortOf(ReasoningOptions said, string model, ConversionLog log)
    {
        var wanted = said.Effort;
        if (wanted is null && said.BudgetTokens is > 0 and var budget)
        {
            wanted = ReasoningBudget.EffortOf(budget);
            log.Emulated("reasoning.budget_tokens", Text(budget), $"output_config.effort {wanted}");
        }
        var known = wanted switch
        {
            "minimal" => "low",
            "xhigh" when !ClaudeModels.KnowsExtraHighEffort(model) => "high",
            "low" or "medium" or "high" or "xhigh" or "max" => wanted,
            _ => null,
        };
        if (wanted is not null && known is null)
            log.Dropped("reasoning_effort", wanted);
        else if (known != wanted)
            log.Clamped("reasoning_effort", wanted!, known!);
        return known;
    }

    /// <summary>
    /// The API refuses thoughts together with a forced tool, and (with a budget) in the middle of a tool loop whose calls stand without the thought that led to them:
    /// a thought of another provider cannot stand in for it.
    /// </summary>
    private static string? ReasonAgainst(ChatRequest request, WireProfile profile, ThinkingPlan plan, bool isOwn)
    {
        if (!isOwn && request.ToolChoice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Named } && request.Tools.Count > 0)
            return "not together with a forced tool";
        if (plan.Type != Enabled)
            return null;
        for (var i = request.Messages.Count - 1; i >= 0; i--)
        {
            var message = request.Messages[i];
            if (message.Role == Role.Assistant)
                return LacksThought(message, profile, isOwn) ? "the open tool calls come without their thought" : null;
            if (message.Role == Role.User && !HoldsResult(message))
                return null;
        }
        return null;
    }

    private static bool LacksThought(Message message, WireProfile profile, bool isOwn)
    {
        var hasCall = false;
        var lostThought = !isOwn;
        foreach (var part in message.Parts)
        {
            hasCall |= part is ToolCallPart;
            if (part is not ReasoningPart thought)
                continue;
            if (BlockWriter.IsReplayable(thought, profile, isOwn))
                return false;
            lostThought = true;
        }
        return hasCall && lostThought;
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

    private ThinkingPlan WithLimit(int? asked, bool isOwn, ConversionLog log)
    {
        if (asked is { } limit)
            return isOwn || Budget is null || Budget < limit ? this with { MaxTokens = limit } : Shrink(limit, log);
        var chosen = DefaultMaxTokens + (Budget ?? 0);
        log.Emulated("max_tokens", null, Text(chosen));
        return this with { MaxTokens = chosen };
    }

    private ThinkingPlan Shrink(int limit, ConversionLog log)
    {
        if (limit <= LeastBudget)
        {
            log.Dropped("reasoning", $"max_tokens {Text(limit)} leaves no room");
            return None with { MaxTokens = limit };
        }
        var budget = Math.Max(LeastBudget, limit / 2);
        log.Clamped("reasoning", Text(Budget!.Value), Text(budget));
        return this with { Budget = budget, MaxTokens = limit };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
