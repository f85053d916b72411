using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Tests;

/// <summary>A backend that plays what it is told to, and keeps what it was asked.</summary>
internal sealed class Played : InProcessBackend
{
    private readonly Func<ChatRequest, int, IEnumerable<ChatEvent>> _play;
    private int _asked;

    public Played(Func<ChatRequest, int, IEnumerable<ChatEvent>> play)
        : base("played")
    {
        _play = play;
        DefaultModel = "m";
        MostStopSequences = int.MaxValue;
        MostChoices = 4;
        Abilities = Abilities with { JsonSchema = true, Embeddings = true };
    }

    public Played(params ChatReply[] replies)
        : this((_, number) => ReplyEvents.Of(replies[Math.Min(number, replies.Length - 1)]))
    {
    }

    public Played(params string[] texts)
        : this([.. texts.Select(Reply)])
    {
    }

    /// <summary>What it was asked, in order.</summary>
    public List<ChatRequest> Asked { get; } = [];

    /// <summary>Says what of a question is lost, by its number.</summary>
    public Action<int, ConversionLog>? Loses { get; init; }

    /// <summary>What it was asked last.</summary>
    public ChatRequest Last => Asked[^1];

    public static ChatReply Reply(string text) => Reply(FinishReason.Stop, new TextPart(text));

    public static ChatReply Reply(FinishReason reason, params Part[] parts) => new() { Id = "r1", Model = "m", Created = 1_700_000_000, Choices = [new Choice(0, parts, new Finish(reason))] };

    public static ChatReply Call(string name, string arguments, string id = "c1") => Reply(FinishReason.ToolCalls, CallPart(name, arguments, id));

    public static ToolCallPart CallPart(string name, string arguments, string id = "c1") => new(id, name, ToolArguments.FromText(arguments));

    /// <summary>A client whose only backend this is.</summary>
    public ParleyClient Client() => ParleyClient.Create(b => b.AddBackend(this));

    public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int number;
        lock (Asked)
        {
            Asked.Add(request);
            number = _asked++;
        }
        foreach (var step in _play(request, number))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return step;
        }
    }

    protected override void RecordLosses(ChatRequest request, ConversionLog log) => Loses?.Invoke(Asked.Count, log);
}
