using Parley.Dialects.Conversation;
using Parley.Pipeline.Dispatching;

namespace Parley.Tests.Pipeline;

public sealed class ConfidenceTests
{
    private const string Plain = "The capital of Australia is Canberra, which was chosen as a compromise.";

    [Theory]
    [InlineData(Plain, 0.3 + 0.5 + 0.2)]
    [InlineData("Yes.", 0.03 + 0.5 + 0.2)]
    [InlineData("Canberra is the capital, I suppose.", 0.15 + 0.5 + 0.2)]
    [InlineData("I don't know what the capital of Australia is, to tell the truth.", 0.3 + 0.3 + 0.2)]
    [InlineData("I'm not sure what the capital of Australia is, and sources are unclear.", 0.3 + 0.25 + 0.2)]
    [InlineData("Error: an error came up while the tool was asked for the capital city.", 0.3 + 0.25 + 0.2)]
    [InlineData("", 0.03 + 0.35 + 0.2)]
    public void Confidence_is_made_of_length_words_and_model(string text, double expected)
    {
        Assert.Equal(expected, Confidence.Of(Reply(text), "gpt-4o"), 6);
    }

    [Theory]
    [InlineData("qwen2.5:0.5b", 0.7)]
    [InlineData("llama-3.1-8b-instant", 0.8)]
    [InlineData("gemma-2-27b-it", 0.9)]
    [InlineData("llama3:70b", 1)]
    [InlineData("claude-sonnet-4", 1)]
    public void Small_models_are_trusted_less(string model, double trust)
    {
        Assert.Equal(0.8 + (0.2 * trust), Confidence.Of(Reply(Plain), model), 6);
    }

    [Fact]
    public void Answer_that_was_cut_is_doubted()
    {
        Assert.True(Confidence.Of(Reply(Plain, FinishReason.Length), "m") < Confidence.Of(Reply(Plain), "m"));
    }

    [Fact]
    public void Structure_makes_up_for_a_hedge()
    {
        Assert.True(Confidence.Of(Reply("Perhaps these:\n- Canberra is the capital\n- Sydney is the largest city"), "m") > Confidence.Of(Reply("Perhaps Canberra is the capital and Sydney is the largest city"), "m"));
    }

    [Fact]
    public void Call_of_a_tool_is_as_good_as_its_model()
    {
        var reply = Reply("") with { Choices = [new Choice(0, [new ToolCallPart("c", "f", ToolArguments.FromText("{}"))], new Finish(FinishReason.ToolCalls))] };

        Assert.Equal(1, Confidence.Of(reply, "m"), 6);
    }

    [Fact]
    public void No_answer_has_none()
    {
        Assert.Equal(0, Confidence.Of(Reply("") with { Choices = [] }, "m"));
    }

    private static ChatReply Reply(string text, FinishReason reason = FinishReason.Stop) => new()
    {
        Id = "r",
        Model = "m",
        Choices = [new Choice(0, [new TextPart(text)], new Finish(reason))],
        Usage = Usage.Unknown,
    };
}
