using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>
/// About how much text frames hold that nobody reads: the shortest of them has next to none, so that what others have more is theirs. A frame holds a token at least.
/// </summary>
/// <param name="watch">Who wants to know.</param>
internal sealed class FrameText(IAnswerWatch watch)
{
    private const int BytesPerToken = 4;
    private int _shortest = int.MaxValue;
    private long _bytes;

    /// <summary>A frame has come.</summary>
    public void Add(int length)
    {
        _shortest = Math.Min(_shortest, length);
        _bytes += BytesPerToken + length - _shortest;
    }

    /// <summary>Tells what has come since; why the answer has to end, or null.</summary>
    public Fault? Told()
    {
        var came = _bytes;
        _bytes = 0;
        return came == 0 ? null : watch.Came(came);
    }
}
