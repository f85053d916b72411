using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Echo;

/// <summary>Makes the echo's answer.</summary>
internal static class EchoReply
{
    /// <summary>The whole answer.</summary>
    public static ChatReply Of(ChatRequest request, EchoScript script, StreamOptions asked)
    {
        var parts = new List<Part>();
        if (script.Thought is { } thought)
            parts.Add(new ReasoningPart(thought));
        var call = CallOf(request, script);
        if (call is { } tool)
            parts.Add(new ToolCallPart(ToolCallIds.Invent(asked.ReplyId, tool.Name, 0), tool.Name, ToolArguments.FromText(tool.Arguments)));
        else
            parts.Add(new TextPart(script.Text));
        return new ChatReply
        {
            Id = asked.ReplyId,
            Model = "parley/echo",
            Created = asked.Created,
            Choices = [.. Enumerable.Range(0, request.Sampling.Choices ?? 1).Select(index => new Choice(index, parts, new Finish(call is null ? FinishReason.Stop : FinishReason.ToolCalls)))],
            Usage = new Usage
            {
                Input = TokenCount.Estimated(Math.Max(1, asked.EstimatedInputTokens)),
                Output = TokenCount.Estimated(EchoPrompt.Tokens(script.Text.Length)),
            },
        };
    }

    /// <summary>The answer as events, texts and arguments in pieces of a word.</summary>
    public static List<ChatEvent> Pieces(ChatReply reply)
    {
        var pieces = new List<ChatEvent>();
        foreach (var whole in ReplyEvents.Of(reply))
        {
            if (whole.Kind is not (ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallArguments))
                pieces.Add(whole);
            else
                pieces.AddRange(Words(whole.Text.ToString()).Select(word => whole with { Text = word }));
        }
        return pieces;
    }

    /// <summary>The call that the prompt scripts, or the one that the tool choice demands; none once the tools have answered.</summary>
    private static (string Name, string Arguments)? CallOf(ChatRequest request, EchoScript script)
    {
        if (EchoPrompt.EndsWithToolResult(request))
            return null;
        if (script.CallName is { } scripted)
            return (scripted, script.CallArguments);
        var name = request.ToolChoice switch
        {
            { Mode: ToolChoiceMode.Named, Names: [var named, ..] } => named,
            { Mode: ToolChoiceMode.Required } when request.Tools.Count > 0 => request.Tools[0].Name,
            _ => null,
        };
        return name is null ? null : (name, "{}");
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ' ')
            {
                yield return text[start..i];
                start = i;
            }
        }
        yield return text[start..];
    }
}
