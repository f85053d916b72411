using Parley.Dialects.Conversation;

namespace Parley.Pipeline;

/// <summary>One request as a <see cref="ContentMiddleware"/> sees it, from what is asked to the end of the answer.</summary>
public sealed class ContentScope
{
    private List<ConversionEntry>? _changes;
    private HashSet<ConversionEntry>? _reported;
    private ConversionLog? _log;

    internal ContentScope(Exchange exchange) => Exchange = exchange;

    /// <summary>The request on its way.</summary>
    public Exchange Exchange { get; }

    /// <summary>What the step keeps of the request for the answer; null until it keeps something.</summary>
    public object? State { get; set; }

    /// <summary>What was reported of the request.</summary>
    internal IReadOnlyList<ConversionEntry> Changes => _changes ?? (IReadOnlyList<ConversionEntry>)[];

    /// <summary>
    /// Reports a change, or something that was found: the caller reads it in <c>x-parley-conversion-details</c>, the host in <see cref="Answer.Losses"/>. Of a stream's answer, whose headers are sent before it, only the host learns. No content may stand in it.
    /// </summary>
    public void Report(ConversionEntry entry)
    {
        if (_log is not null)
            _log.Add(entry);
        else if ((_reported ??= []).Add(entry))
            (_changes ??= []).Add(entry);
    }

    /// <summary>The answer begins: from now on it is this log that things are reported to.</summary>
    internal void Begin(ConversionLog log) => _log = log;
}
