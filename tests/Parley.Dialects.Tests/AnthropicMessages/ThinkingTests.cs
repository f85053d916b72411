using Parley.Dialects.Conversation;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>Efforts and budgets of other dialects.</summary>
public sealed class ThinkingTests
{
    [Theory]
    [InlineData("claude-sonnet-4-5", "low", 1024)]
    [InlineData("claude-3-7-sonnet-20250219", "minimal", 1024)]
    [InlineData("claude-opus-4-20250514", "medium", 8192)]
    [InlineData("deepseek-reasoner", "high", 24576)]
    public void Effort_is_a_budget_for_models_before_adaptive_thinking(string model, string effort, int budget)
    {
        var written = Room.Write(Request(model, new ReasoningOptions { Effort = effort }) with { MaxTokens = null });
        Assert.Contains($$"""
            "thinking":{"type":"enabled","budget_tokens":{{budget}}}
            """.Trim(), written.Text, StringComparison.Ordinal);
        Assert.Contains($"\"max_tokens\":{budget + 4096}", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Emulated, "reasoning_effort");
    }

    [Theory]
    [InlineData("claude-opus-4-6", "high", "high")]
    [InlineData("claude-opus-4-6", "xhigh", "high")]
    [InlineData("anthropic.claude-opus-4-7-v1:0", "xhigh", "xhigh")]
    [InlineData("claude-haiku-5-5", "minimal", "low")]
    public void Effort_is_a_word_for_models_that_think_adaptively(string model, string effort, string expected)
    {
        var written = Room.Write(Request(model, new ReasoningOptions { Effort = effort, IncludeThoughts = true }));
        Assert.Contains("\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}", written.Text, StringComparison.Ordinal);
        Assert.Contains($"\"output_config\":{{\"effort\":\"{expected}\"}}", written.Text, StringComparison.Ordinal);
        Assert.Equal(effort != expected, written.Log.Entries.Any(static entry => entry.Category == ConversionCategory.Clamped));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData(null, 0)]
    public void No_thinking_is_said(string? effort, int? budget) =>
        Assert.Contains("\"thinking\":{\"type\":\"disabled\"}", Room.Write(Request("claude-sonnet-4-5", new ReasoningOptions { Effort = effort, BudgetTokens = budget })).Text, StringComparison.Ordinal);

    [Fact]
    public void Budget_is_brought_below_the_callers_limit()
    {
        var written = Room.Write(Request("claude-sonnet-4-5", new ReasoningOptions { BudgetTokens = 9000 }) with { MaxTokens = 4000 });
        Assert.Contains("\"budget_tokens\":2000", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Clamped, "reasoning");
    }

    [Fact]
    public void Limit_without_room_for_thoughts_leaves_them_out()
    {
        var written = Room.Write(Request("claude-sonnet-4-5", new ReasoningOptions { Effort = "low" }) with { MaxTokens = 100 });
        Assert.DoesNotContain("thinking", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Dropped, "reasoning");
    }

    [Fact]
    public void Temperature_gives_way_to_thoughts()
    {
        var written = Room.Write(Request("claude-opus-4-6", new ReasoningOptions { Enabled = true }) with { Sampling = new Sampling { Temperature = 0.2, TopK = 5, TopP = 0.5 } });
        Assert.DoesNotContain("temperature", written.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("top_k", written.Text, StringComparison.Ordinal);
        Assert.Contains("\"top_p\":0.95", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Dropped, "temperature");
    }

    [Fact]
    public void Forced_tool_comes_before_thoughts()
    {
        var written = Room.Write(Request("claude-opus-4-6", new ReasoningOptions { Effort = "low" }) with { Tools = [new ToolSpec("f")], ToolChoice = new ToolChoice(ToolChoiceMode.Required) });
        Assert.DoesNotContain("thinking", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Dropped, "reasoning");
    }

    [Fact]
    public void Tool_loop_without_its_thought_goes_on_without_thoughts()
    {
        var call = new Message(Role.Assistant, [new ToolCallPart("a", "f", ToolArguments.FromText("{}"))]);
        var result = new Message(Role.Tool, [new ToolResultPart("a", [])]);
        var open = Request("claude-sonnet-4-5", new ReasoningOptions { Effort = "low" }) with { MaxTokens = 9999, Messages = [Room.User("Hi"), call, result] };
        Assert.DoesNotContain("thinking", Room.Write(open).Text, StringComparison.Ordinal);
        var closed = open with { Messages = [.. open.Messages, Room.User("Next")] };
        Assert.Contains("\"thinking\":{\"type\":\"enabled\"", Room.Write(closed).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("low")]
    [InlineData("medium")]
    [InlineData("high")]
    [InlineData("xhigh")]
    [InlineData("max")]
    [InlineData("none")]
    public void Table_of_efforts_leads_back(string effort) => Assert.Equal(effort, ReasoningBudget.EffortOf(ReasoningBudget.TokensOf(effort)!.Value));

    [Fact]
    public void Dynamic_budget_is_no_effort()
    {
        Assert.Null(ReasoningBudget.EffortOf(ReasoningBudget.Dynamic));
        Assert.Null(ReasoningBudget.TokensOf("frantic"));
    }

    private static ChatRequest Request(string model, ReasoningOptions reasoning) => Room.Foreign(Room.User("Hi")) with { Model = model, Reasoning = reasoning };
}
