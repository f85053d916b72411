using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>What the encoder remembers of one choice.</summary>
internal sealed class EncodedChoice(int index)
{
    public int Index => index;

    public List<EncodedCall> Calls { get; } = [];

    /// <summary>Where the texts lie in the content.</summary>
    public TextSpans Spans { get; } = new();

    /// <summary>The extras that note under which name the thoughts stood.</summary>
    public Extras? Spelling { get; set; }

    public Finish Finish { get; set; } = new(FinishReason.Unknown);

    /// <summary>Begins a call; OpenAI numbers them by themselves, from 0.</summary>
    public EncodedCall AddCall(int part, ToolCallStart start)
    {
        var call = new EncodedCall(part, Calls.Count, start);
        Calls.Add(call);
        return call;
    }

    /// <summary>The call of a part; null for arguments of a call that never began.</summary>
    public EncodedCall? CallOf(int part)
    {
        for (var i = Calls.Count - 1; i >= 0; i--)
        {
            if (Calls[i].Part == part)
                return Calls[i];
        }
        return null;
    }
}

/// <summary>What the encoder remembers of one tool call.</summary>
internal sealed record EncodedCall(int Part, int Index, ToolCallStart Start)
{
    public bool HasArguments { get; set; }

    /// <summary>True for the older <c>function_call</c>.</summary>
    public bool IsOlder => Start.Extras.Spells(OpenAIChat.Spelling.FunctionCall);
}

/// <summary>Where in a chunk unknown members stand.</summary>
internal enum ExtrasLevel
{
    Reply,
    Choice,
    Delta,
}
