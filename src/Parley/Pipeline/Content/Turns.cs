using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Tokens.Prompts;

namespace Parley.Pipeline.Content;

/// <summary>The turns of a conversation: what the user says, and all that follows of it until the user says something else. Instructions belong to none.</summary>
internal sealed class Turns
{
    private readonly ChatRequest _request;

    /// <summary>The turn of each message; -1 for instructions.</summary>
    private readonly int[] _turnOf;

    public Turns(ChatRequest request)
    {
        _request = request;
        _turnOf = new int[request.Messages.Count];
        var (turn, isAnswered) = (0, false);
        for (var i = 0; i < _turnOf.Length; i++)
        {
            var message = request.Messages[i];
            if (message.Role is Role.System or Role.Developer)
            {
                _turnOf[i] = -1;
                continue;
            }
            // Several messages of the user are one thing that is said; what stands beside the result of a tool is none of its own.
            if (message is { Role: Role.User, Continues: false } && isAnswered)
                (turn, isAnswered) = (turn + 1, false);
            isAnswered |= message.Role != Role.User;
            _turnOf[i] = turn;
        }
        Count = turn + 1;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The first turn that is sent.</summary>
    public int FirstWithin(HistoryOptions options)
    {
        var first = options.MaxTurns is { } most ? Math.Max(0, Count - most) : 0;
        if (options.MaxTokens is not { } budget)
            return first;
        var left = budget - TokensOf(-1);
        var fitting = Count;
        while (fitting > first && (left -= TokensOf(fitting - 1)) >= 0)
            fitting--;
        return Math.Min(Count - 1, fitting);
    }

    /// <summary>The messages from a turn on, instructions included.</summary>
    /// <param name="first">The turn.</param>
    /// <param name="left">What is left out: each run of messages, as a place.</param>
    public IReadOnlyList<Message> From(int first, out IReadOnlyList<string> left)
    {
        var (kept, places) = (new List<Message>(), new List<string>());
        for (var i = 0; i < _turnOf.Length;)
        {
            var begin = i;
            while (i < _turnOf.Length && _turnOf[i] >= 0 && _turnOf[i] < first)
                i++;
            if (i > begin)
                places.Add(i - begin == 1 ? $"messages[{begin}]" : $"messages[{begin}..{i - 1}]");
            else
                kept.Add(_request.Messages[i++]);
        }
        left = places;
        return kept;
    }

    /// <summary>The tokens of one turn; of -1 those of instructions and of all that is no message.</summary>
    private long TokensOf(int turn)
    {
        var messages = _request.Messages.Where((_, i) => _turnOf[i] == turn).ToList();
        return turn < 0
            ? PromptTokens.Count(_request with { Messages = messages }).Tokens
            : PromptTokens.Count(_request with { Messages = messages, Tools = [], ResponseFormat = null }).Tokens - PromptTokens.Count(_request with { Messages = [], Tools = [], ResponseFormat = null }).Tokens;
    }
}
