using Parley.Dialects.Conversation.Folding;

namespace Parley.Dialects.Conversation;

/// <summary>
/// Folds the events of a streamed answer into the whole answer that the provider would have given without streaming. Not thread-safe; one per stream.
/// </summary>
/// <remarks>
/// Parts stand in the order of their first event, however their pieces interleave. Pieces of text are joined with their escapes, so that a surrogate pair that was split over two events is whole again.
/// Whatever is kept is copied: the result does not depend on the stream's buffer.
/// </remarks>
/// <param name="dialect">The dialect of the stream, used until <see cref="ReplyStart.Dialect"/> says it.</param>
public sealed class ReplyFolder(string dialect = "")
{
    private readonly List<ChoiceFold> _choices = [];
    private ReplyStart _start = new() { Dialect = dialect };
    private Extras? _extras;
    private Usage _usage = Usage.Unknown;

    /// <summary>The fault that broke the stream; null without one. What came before it can still be built.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>True once the stream ended as it should.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes the next event.</summary>
    public void Add(in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start when chatEvent.Detail is ReplyStart start: Begin(start); break;
            case ChatEventKind.ReplyExtras when chatEvent.Detail is Extras extras: _extras = _extras.Merge(extras); break;
            case ChatEventKind.Usage when chatEvent.Detail is Usage usage: _usage = usage.Detach(); break;
            case ChatEventKind.Fault when chatEvent.Detail is Fault fault: Fault = fault with { Extras = fault.Extras?.Detach() }; break;
            case ChatEventKind.End: IsComplete = true; break;
            default: ChoiceOf(chatEvent.Choice).Add(chatEvent); break;
        }
    }

    /// <summary>The answer so far. May be called again after further events.</summary>
    public ChatReply Build()
    {
        var choices = new Choice[_choices.Count];
        for (var i = 0; i < choices.Length; i++)
            choices[i] = _choices[i].Build();
        return new ChatReply
        {
            Id = _start.Id,
            Model = _start.Model,
            Created = _start.Created,
            ServiceTier = _start.ServiceTier,
            Dialect = _start.Dialect,
            Extras = _extras,
            Choices = choices,
            Usage = _usage,
        };
    }

    /// <summary>A later start only adds: Azure's first chunk has neither id nor model.</summary>
    private void Begin(ReplyStart start)
    {
        _start = new ReplyStart
        {
            Id = start.Id ?? _start.Id,
            Model = start.Model ?? _start.Model,
            Created = start.Created ?? _start.Created,
            ServiceTier = start.ServiceTier ?? _start.ServiceTier,
            Dialect = start.Dialect.Length > 0 ? start.Dialect : _start.Dialect,
        };
        _extras = _extras.Merge(start.Extras);
    }

    private ChoiceFold ChoiceOf(int index)
    {
        var place = 0;
        while (place < _choices.Count && _choices[place].Index < index)
            place++;
        if (place == _choices.Count || _choices[place].Index != index)
            _choices.Insert(place, new ChoiceFold(index));
        return _choices[place];
    }
}
