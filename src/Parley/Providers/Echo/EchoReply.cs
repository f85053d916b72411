using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Echo;

/// <summary>Makes the echo's answer.</summary>
internal static class EchoReply
{
    /// <summary>Who answers.</summary>
    public const string Model = "parley/echo";

    /// <summary>The whole answer.</summary>
    public static ChatReply Of(ChatRequest request, EchoScript script, StreamOptions asked)
    {
        var parts = new List<Part>();
        if (script.Thought is { } thought)
            parts.Add(new ReasoningPart(thought));
        var call = CallOf(request, script);
        var (text, stop) = UpToStop(script.Text, request);
        if (call is { } tool)
            parts.Add(new ToolCallPart(ToolCallIds.Invent(asked.ReplyId, tool.Name, 0), tool.Name, ToolArguments.FromText(tool.Arguments)));
        else
            parts.Add(new TextPart(text));
        var finish = call is not null ? new Finish(FinishReason.ToolCalls) : stop is null ? new Finish(FinishReason.Stop) : new Finish(FinishReason.StopSequence) { StopSequence = stop };
        var count = Math.Max(1, request.Sampling.Choices ?? 1);
        return new ChatReply
        {
            Id = asked.ReplyId,
            Model = Model,
            Created = asked.Created,
            Choices = [.. Enumerable.Range(0, count).Select(index => new Choice(index, parts, finish))],
            Usage = new Usage
            {
                Input = TokenCount.Estimated(Math.Max(1, asked.EstimatedInputTokens)),
                Output = TokenCount.Estimated(count * EchoPrompt.Tokens(text.Length)),
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

    /// <summary>The text up to the first stop sequence in it, and that sequence.</summary>
    private static (string Text, string? Stop) UpToStop(string text, ChatRequest request)
    {
        var (end, first) = (text.Length, (string?)null);
        foreach (var sequence in request.StopSequences)
        {
            var stop = sequence.ToString();
            var at = stop.Length == 0 ? -1 : text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && at < end)
                (end, first) = (at, stop);
        }
        return (text[..end], first);
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
