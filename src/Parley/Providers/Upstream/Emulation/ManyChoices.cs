using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Several answers from a backend that gives one: as many calls at once, whose answers become the choices of one.</summary>
internal static class ManyChoices
{
    /// <summary>More calls for one request would be a way to multiply somebody's bill.</summary>
    private const int Most = 16;

    /// <summary>Whether the backend must be called several times.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="most">How many answers the backend gives to one request.</param>
    public static bool AreNeeded(Attempt attempt, int most) => attempt.Request.Question is ChatRequest { Sampling.Choices: > 1 and var asked } && asked > most;

    /// <summary>The refusal of more answers than are made up for; null when there are not so many.</summary>
    public static Fault? TooMany(Attempt attempt, ChatRequest request) => request.Sampling.Choices is not > Most
        ? null
        : new Fault(FaultKind.Unsupported, $"{attempt.Target} gives one answer at a time, and no more than {Most} are made for one request.") { Code = "unsupported_parameter", Param = "n", Backend = attempt.Target.Backend.Id };

    /// <summary>Makes the calls; one that fails fails the attempt.</summary>
    public static async ValueTask<AttemptOutcome> SendAsync(IUpstream upstream, Attempt attempt)
    {
        var chat = (ChatRequest)attempt.Request.Question;
        var count = chat.Sampling.Choices!.Value;
        if (TooMany(attempt, chat) is { } refusal)
            return attempt.Outcome(refusal);
        attempt.Log.Emulated("n", count.ToString(CultureInfo.InvariantCulture), $"{count} calls");
        var request = attempt.Request.Asking(chat with { Sampling = chat.Sampling with { Choices = null } });
        using var whole = new Choices(attempt);
        using var together = new CommonDeadlines(attempt.Deadlines);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, count).Select(async index =>
        {
            var outcome = await upstream.SendAsync(attempt.Part(request, whole.SinkOf(index), together)).ConfigureAwait(false);
            if (outcome.Fault is not null)
                together.Fail(outcome.Fault);
            return outcome;
        })).ConfigureAwait(false);
        foreach (var outcome in outcomes)
        {
            attempt.Usage = attempt.Usage.Plus(outcome.Usage);
            attempt.Log.AddAll(outcome.Log!);
        }
        attempt.Finish = outcomes[0].Finish;
        if (together.Fault is { } failed)
            return attempt.Outcome(failed);
        await whole.CloseAsync(outcomes).ConfigureAwait(false);
        return attempt.Outcome(null);
    }

    /// <summary>The answers of all calls.</summary>
    private sealed class Choices(Attempt attempt) : IDisposable
    {
        private readonly SemaphoreSlim _gate = new(1);
        private readonly List<ChoiceSink> _sinks = [];
        private bool _begun;

        public ChoiceSink SinkOf(int index)
        {
            var sink = new ChoiceSink(this, attempt, index);
            _sinks.Add(sink);
            return sink;
        }

        public void Dispose() => _gate.Dispose();

        /// <summary>Passes events of one call on, under its number.</summary>
        public async ValueTask PassAsync(ReplyHead head, List<ChatEvent> events, CancellationToken cancellationToken)
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!_begun && !TryBegin(head))
                    return;
                if (_begun)
                    events.RemoveAll(static chatEvent => chatEvent.Kind == ChatEventKind.Start);
                _begun = true;
                await attempt.Sink.WriteEventsAsync(events, cancellationToken).ConfigureAwait(false);
                await attempt.Sink.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }

        /// <summary>What was lost on the way is the same for all calls, and is told with the head of the first.</summary>
        private bool TryBegin(ReplyHead head)
        {
            attempt.Log.AddAll(head.Log);
            return InnerSink.TryBegin(attempt, head);
        }

        /// <summary>Ends the answer: what all used, and, where no stream was asked for, the answer itself.</summary>
        public async ValueTask CloseAsync(AttemptOutcome[] outcomes)
        {
            var token = attempt.Deadlines.Token;
            if (attempt.Request.Head.Stream)
            {
                // Another attempt has the reply: nothing may stand behind it.
                if (!attempt.IsCommitted)
                    return;
                await attempt.Sink.WriteEventsAsync([ChatEvent.Of(ChatEventKind.Usage, attempt.Usage), ChatEvent.Of(ChatEventKind.End)], token).ConfigureAwait(false);
                return;
            }
            var first = _sinks[0].Whole!;
            var choices = _sinks.Select(static sink => sink.Whole!.Choices[0] with { Index = sink.Index });
            await FoldingSink.DeliverAsync(attempt, _sinks[0].Head!, first with { Choices = [.. choices], Usage = attempt.Usage }).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the answer to one call.</summary>
    private sealed class ChoiceSink(Choices all, Attempt outer, int index) : InnerSink(outer)
    {
        public int Index => index;

        public ChatReply? Whole { get; private set; }

        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
        {
            var folder = new ReplyFolder();
            foreach (var chatEvent in ReplyEvents.Of((ChatReply)reply))
                folder.Add(chatEvent);
            Whole = folder.Build();
            return ValueTask.CompletedTask;
        }

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
        {
            var own = new List<ChatEvent>(events.Count);
            foreach (var chatEvent in events)
            {
                if (chatEvent.Choice == 0 && chatEvent.Kind is not (ChatEventKind.Usage or ChatEventKind.End))
                    own.Add(chatEvent with { Choice = chatEvent.Kind is ChatEventKind.Start or ChatEventKind.ReplyExtras ? 0 : index });
            }
            return own.Count == 0 ? ValueTask.CompletedTask : all.PassAsync(Head!, own, cancellationToken);
        }
    }
}
