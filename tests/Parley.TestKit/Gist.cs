using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.TestKit;

/// <summary>What must survive every translation of a reply: text, tool calls, finish and usage, in a form that all dialects share.</summary>
public static class Gist
{
    /// <summary>The gist of the first choice; dialects without several choices carry only that one.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="withUsage">False when the source had no usage, so that what was estimated for a dialect that demands one is not compared.</param>
    public static string Of(ChatReply reply, bool withUsage = true)
    {
        var gist = new StringBuilder();
        if (reply.Choices.Count > 0)
            AppendChoice(gist, reply.Choices[0]);
        if (withUsage && reply.Usage.IsKnown)
            gist.Append($"usage: {reply.Usage.TotalInput} in, {reply.Usage.TotalOutput} out\n");
        return gist.ToString();
    }

    /// <summary>
    /// The reason in the words that every dialect has. OpenAI has one word for a stop and a stop sequence, and for a filter and a refusal; Gemini and Ollama have none for tool calls.
    /// </summary>
    public static string Of(FinishReason reason) => reason switch
    {
        FinishReason.Length or FinishReason.ContextWindow or FinishReason.Paused => "length",
        FinishReason.ToolCalls => "tool calls",
        FinishReason.ContentFilter or FinishReason.Refusal => "filter",
        FinishReason.MalformedToolCall or FinishReason.Error => "error",
        _ => "stop",
    };

    private static void AppendChoice(StringBuilder gist, Choice choice)
    {
        var text = new StringBuilder();
        var calls = new StringBuilder();
        foreach (var part in choice.Parts)
        {
            if (part is TextPart spoken)
                text.Append(spoken.Text);
            else if (part is RefusalPart refusal)
                text.Append(refusal.Text);
            else if (part is ToolCallPart call)
                calls.Append($"call: {call.Name} {(call.Arguments.TryGetObject(out var json) ? JsonDiff.Compact(json) : call.Arguments)}\n");
        }
        gist.Append($"text: {text}\n").Append(calls).Append($"finish: {Of(choice, calls.Length > 0)}\n");
    }

    /// <summary>A stop behind a tool call is a wait for its result: OpenAI says stop when the tool was forced, Gemini always.</summary>
    private static string Of(Choice choice, bool hasCalls) => hasCalls && (choice.Finish.Reason == FinishReason.Paused || Of(choice.Finish.Reason) == "stop") ? "tool calls" : Of(choice.Finish.Reason);
}
