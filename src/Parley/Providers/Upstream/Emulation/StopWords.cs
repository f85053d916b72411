using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Stop sequences beyond what the backend takes: the answer is read for them here, and cut where the first begins. A stream is ended there; what the model would have gone on to say is not paid for.</summary>
internal static class StopWords
{
    /// <summary>Whether there are more than the backend takes.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="taken">How many the backend takes.</param>
    public static bool AreNeeded(Attempt attempt, int taken) => attempt.Request.Question is ChatRequest { StopSequences.Count: > 0 and var count } && count > taken;

    /// <summary>Makes the call with as many as the backend takes.</summary>
    public static async ValueTask<AttemptOutcome> SendAsync(IUpstream upstream, Attempt attempt, int taken)
    {
        var chat = (ChatRequest)attempt.Request.Question;
        attempt.Log.Emulated("stop", $"{chat.StopSequences.Count} sequences", $"{chat.StopSequences.Count - taken} of them found in the answer");
        var sink = new StopSink(attempt, chat.Sampling.Choices ?? 1, [.. chat.StopSequences.Skip(taken).Select(static stop => stop.ToString()).Where(static stop => stop.Length > 0)]);
        var request = attempt.Request.Asking(chat with { StopSequences = [.. chat.StopSequences.Take(taken)] });
        var outcome = await upstream.SendAsync(attempt.Part(request, sink)).ConfigureAwait(false);
        attempt.Log.AddAll(outcome.Log!);
        attempt.Usage = sink.Counted(outcome.Usage);
        attempt.Finish = sink.Finish ?? outcome.Finish;
        return attempt.Outcome(outcome.Fault);
    }

    /// <summary>Passes an answer on up to the first stop sequence of each choice.</summary>
    private sealed class StopSink(Attempt outer, int choices, IReadOnlyList<string> stops) : InnerSink(outer)
    {
        private readonly List<StopScan> _scans = [];
        private readonly ReplyFolder _whole = new();
        private Usage _said = Usage.Unknown;
        private int _written;
        private bool _hasFinished;
        private bool _isClosed;

        public Finish? Finish { get; private set; }

        /// <summary>Then nothing more will be read.</summary>
        public override bool IsSatisfied => IsLost || IsWhole;

        /// <summary>Whether every choice was cut.</summary>
        private bool IsWhole => _scans.Count >= choices && _scans.TrueForAll(static scan => scan.IsCut);

        /// <summary>What was used: where the stream was left, the answer's tokens are an estimate.</summary>
        public Usage Counted(Usage said) => !IsWhole || IsFinal(said)
            ? said
            : said with { Input = EstimatedUsage.InputOf(said, Outer), Output = TokenCount.Estimated(EstimatedUsage.TokensIn(Math.Max(1, _written))) };

        public override void Begin(ReplyHead head)
        {
            base.Begin(head);
            Outer.Log.AddAll(head.Log);
            if (Outer.Request.Head.Stream)
                TryBegin(Outer, head);
        }

        public override async ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
        {
            foreach (var chatEvent in Cut(ReplyEvents.Of((ChatReply)reply)))
                _whole.Add(chatEvent);
            await FoldingSink.DeliverAsync(Outer, Head!, _whole.Build()).ConfigureAwait(false);
        }

        public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
        {
            if (_isClosed)
                return;
            var passed = Cut(events);
            if (IsWhole)
                Close(passed);
            if (passed.Count > 0 && !IsLost)
                await Outer.Sink.WriteEventsAsync(passed, cancellationToken).ConfigureAwait(false);
        }

        public override ValueTask FlushAsync(CancellationToken cancellationToken) => IsLost ? ValueTask.CompletedTask : Outer.Sink.FlushAsync(cancellationToken);

        /// <summary>Ends the stream, with the count of what it took.</summary>
        private void Close(List<ChatEvent> passed)
        {
            _isClosed = true;
            passed.RemoveAll(static told => told.Kind is ChatEventKind.Usage or ChatEventKind.End);
            passed.AddRange([ChatEvent.Of(ChatEventKind.Usage, Counted(_said)), ChatEvent.Of(ChatEventKind.End)]);
        }

        /// <summary>What the backend counted to its own end is what is paid for.</summary>
        private bool IsFinal(Usage said) => said.Output.Quality == TokenCountQuality.Exact && (_hasFinished || !Outer.Request.Head.Stream);

        private List<ChatEvent> Cut(List<ChatEvent> events)
        {
            var passed = new List<ChatEvent>(events.Count + 1);
            foreach (var chatEvent in events)
            {
                _hasFinished |= chatEvent.Kind == ChatEventKind.Finish;
                if (chatEvent.Kind is ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.ReplyExtras or ChatEventKind.End or ChatEventKind.Fault)
                    passed.Add(chatEvent);
                else
                    ScanOf(chatEvent.Choice).Take(chatEvent, passed);
            }
            foreach (var chatEvent in passed)
            {
                _written += chatEvent.Text.ByteCount;
                if (chatEvent.Kind == ChatEventKind.Usage)
                    _said = (Usage)chatEvent.Detail!;
                if (chatEvent is { Kind: ChatEventKind.Finish, Choice: 0 })
                    Finish = (Finish)chatEvent.Detail!;
            }
            return passed;
        }

        private StopScan ScanOf(int choice)
        {
            while (_scans.Count <= choice)
                _scans.Add(new StopScan(stops, _scans.Count));
            return _scans[choice];
        }
    }

    /// <summary>Looks for stop sequences in the text of one choice, however it is cut into pieces.</summary>
    private sealed class StopScan(IReadOnlyList<string> stops, int choice)
    {
        private string _held = "";
        private int _part;

        public bool IsCut { get; private set; }

        public void Take(in ChatEvent chatEvent, List<ChatEvent> passed)
        {
            if (IsCut)
                return;
            if (chatEvent.Kind != ChatEventKind.Text || chatEvent.Part != _part)
                Release(passed);
            if (chatEvent.Kind != ChatEventKind.Text)
            {
                passed.Add(chatEvent);
                return;
            }
            _part = chatEvent.Part;
            var text = _held + chatEvent.Text.ToString();
            var (at, stop) = First(text);
            var shown = at >= 0 ? at : text.Length - Begun(text);
            _held = at >= 0 ? "" : text[shown..];
            if (shown > 0 || chatEvent.Detail is not null)
                passed.Add(chatEvent with { Text = text[..shown] });
            if (stop is null)
                return;
            IsCut = true;
            passed.Add(ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.StopSequence) { StopSequence = stop }, choice));
        }

        /// <summary>What was held back turned out to be text.</summary>
        private void Release(List<ChatEvent> passed)
        {
            if (_held.Length > 0)
                passed.Add(new ChatEvent(ChatEventKind.Text, choice, _part, _held));
            _held = "";
        }

        private (int At, string? Stop) First(string text)
        {
            (int At, string? Stop) first = (-1, null);
            foreach (var stop in stops)
            {
                var at = text.IndexOf(stop, StringComparison.Ordinal);
                if (at >= 0 && (first.At < 0 || at < first.At))
                    first = (at, stop);
            }
            return first;
        }

        /// <summary>How much of the end may be the beginning of a stop sequence.</summary>
        private int Begun(string text)
        {
            var longest = 0;
            foreach (var stop in stops)
            {
                for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                {
                    if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                        longest = length;
                }
            }
            return longest;
        }
    }
}
