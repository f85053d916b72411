using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tools;

/// <summary>One streamed answer, folded beside whoever reads it.</summary>
internal sealed class StreamedTurn
{
    private readonly ReplyFolder _folder = new();
    private Answer? _answer;

    public StreamedTurn(AskOptions? ask)
    {
        var told = ask?.Ended;
        Ask = (ask ?? AskOptions.None) with
        {
            Ended = answer =>
            {
                _answer = answer;
                told?.Invoke(answer);
            },
        };
    }

    /// <summary>What is asked besides.</summary>
    public AskOptions Ask { get; }

    /// <summary>The answer, with its reply and what it used.</summary>
    public Answer Answer
    {
        get
        {
            var reply = _folder.Build();
            var answer = _answer ?? new Answer { RequestId = "" };
            return answer with { Reply = reply, Usage = answer.Usage.IsKnown ? answer.Usage : reply.Usage };
        }
    }

    public void Add(in ChatEvent chatEvent) => _folder.Add(chatEvent);
}
