using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Passes a stream on as it comes and reads along: one that does not have its form in the end is not ended, see <see cref="Wrong"/>.</summary>
internal sealed class FormWatch(Attempt outer, DemandedForm form) : InnerSink(outer)
{
    private readonly List<WatchedChoice> _choices = [];
    private long _held;

    /// <summary>What does not fit; null when nothing does so far.</summary>
    public string? Wrong { get; private set; }

    public override void Begin(ReplyHead head)
    {
        base.Begin(head);
        TryBegin(Outer, head);
    }

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), cancellationToken);

    public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        var shown = 0;
        while (shown < events.Count && Wrong is null)
        {
            Wrong = Read(events[shown]);
            shown += Wrong is null ? 1 : 0;
        }
        events.RemoveRange(shown, events.Count - shown);
        if (events.Count > 0 && !IsLost)
            await Outer.Sink.WriteEventsAsync(events, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => IsLost ? ValueTask.CompletedTask : Outer.Sink.FlushAsync(cancellationToken);

    private string? Read(in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text:
                Hold(chatEvent.Text.ByteCount);
                ChoiceOf(chatEvent.Choice).Add(chatEvent.Text.ToString(), chatEvent.Part);
                return null;
            case ChatEventKind.Refusal or ChatEventKind.ToolCallStart:
                ChoiceOf(chatEvent.Choice).IsOfItsOwnKind = true;
                return null;
            case ChatEventKind.Finish:
                return ChoiceOf(chatEvent.Choice).Check(((Finish)chatEvent.Detail!).Reason, form);
            default:
                return null;
        }
    }

    private void Hold(int more)
    {
        _held += more;
        if (_held > ReplyBody.Limit || !TryHold(more))
            throw new WireFormatException("", "The backend's answer is too large to be checked against its schema.");
    }

    private WatchedChoice ChoiceOf(int index)
    {
        while (_choices.Count <= index)
            _choices.Add(new WatchedChoice());
        return _choices[index];
    }

    /// <summary>What one choice has said so far.</summary>
    private sealed class WatchedChoice
    {
        private readonly StringBuilder _text = new();
        private int _part = -1;
        private int _partStart;

        /// <summary>True for calls and refusals, which have no form.</summary>
        public bool IsOfItsOwnKind { get; set; }

        public void Add(string text, int part)
        {
            if (part != _part)
                (_part, _partStart) = (part, _text.Length);
            _text.Append(text);
        }

        /// <summary>What is wrong with the text at its end. Where a tool of the provider's ran in between, the last text is the answer.</summary>
        public string? Check(FinishReason ending, DemandedForm form)
        {
            if (IsOfItsOwnKind || !DemandedForm.IsOwed(ending))
                return null;
            var wrong = form.Check(_text.ToString());
            return wrong is not null && _partStart > 0 && form.Check(_text.ToString(_partStart, _text.Length - _partStart)) is null ? null : wrong;
        }
    }
}
