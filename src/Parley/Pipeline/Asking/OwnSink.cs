using Parley.Dialects;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes a reply for the host itself. There is no wire to copy to: every answer is read.</summary>
internal abstract class OwnSink : ReplySink
{
    /// <summary>What was announced of the reply; null before.</summary>
    public ReplyHead? Head { get; private set; }

    public override void Begin(ReplyHead head) => Head = head;

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override bool TryGetWire(Operation operation, out IWireSink? wire)
    {
        wire = null;
        return false;
    }
}
