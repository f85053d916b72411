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

    /// <summary>The answer so far.</summary>
    public ChatReply Reply => _folder.Build();

    /// <summary>What it used.</summary>
    public Usage Usage => _answer is { Usage.IsKnown: true } answer ? answer.Usage : Reply.Usage;

    /// <summary>What was lost.</summary>
    public IReadOnlyList<ConversionEntry> Losses => _answer?.Losses ?? [];

    public void Add(in ChatEvent chatEvent) => _folder.Add(chatEvent);
}
